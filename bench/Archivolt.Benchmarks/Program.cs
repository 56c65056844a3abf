using System.CommandLine;
using Archivolt.Benchmarks;
using Spectre.Console;

var quick = new Option<bool>("--quick") { Description = "Small sizes and few rounds: to see that it runs, not to quote." };
var rounds = new Option<int>("--rounds") { Description = "Counted rounds of each pair.", DefaultValueFactory = _ => 5 };
var folder = new Option<string?>("--folder") { Description = "Where to measure; the file system matters. The default is the system's temporary folder." };
var groups = new Argument<string[]>("groups") { Description = "store, rules, http; all when left out.", DefaultValueFactory = _ => ["store", "rules", "http"] };
groups.AcceptOnlyFromAmong("store", "rules", "http");

var root = new RootCommand("Measures Archivolt beside references, in turn, and prints a table of ratios.") { groups, quick, rounds, folder };
root.SetAction(async result =>
{
    using var scratch = new Scratch(result.GetValue(folder));
    var counted = result.GetValue(quick) ? 1 : result.GetValue(rounds);
    var table = new ResultTable();
    if (result.GetValue(groups)!.Contains("store", StringComparer.Ordinal))
        await table.AddAsync(new StoreBenchmarks(scratch, counted, result.GetValue(quick)).RunAsync());
    if (result.GetValue(groups)!.Contains("rules", StringComparer.Ordinal))
        await table.AddAsync(new RuleBenchmarks(counted, result.GetValue(quick)).RunAsync());
    if (result.GetValue(groups)!.Contains("http", StringComparer.Ordinal))
        await table.AddAsync(new HttpBenchmarks(scratch, counted, result.GetValue(quick)).RunAsync());
    return table.Print(AnsiConsole.Console) ? 0 : 1;
});

var port = new Argument<int>("port");
var discard = new Command("discard", "The discarding endpoint of the upload measurement.") { port };
discard.Hidden = true;
discard.SetAction(result => DiscardServer.RunAsync(result.GetValue(port)));
root.Subcommands.Add(discard);
return await root.Parse(args).InvokeAsync();
