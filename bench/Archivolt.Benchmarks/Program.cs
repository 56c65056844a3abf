using System.CommandLine;
using Archivolt.Benchmarks;
using Spectre.Console;

var quick = new Option<bool>("--quick") { Description = "Small sizes and few rounds: to see that it runs, not to quote." };
var rounds = new Option<int>("--rounds") { Description = "Counted rounds of each pair.", DefaultValueFactory = _ => 5 };
var folder = new Option<string?>("--folder") { Description = "Where to measure; the file system matters. The default is the system's temporary folder." };
var groups = new Argument<string[]>("groups") { Description = "store, encrypt, rules, collect, http, dav; all when left out.", DefaultValueFactory = _ => ["store", "encrypt", "rules", "collect", "http", "dav"] };
groups.AcceptOnlyFromAmong("store", "encrypt", "rules", "collect", "http", "dav");

var root = new RootCommand("Measures Archivolt beside references, in turn, and prints a table of ratios.") { groups, quick, rounds, folder };
root.SetAction(async result =>
{
    using var scratch = new Scratch(result.GetValue(folder));
    var counted = result.GetValue(quick) ? 1 : result.GetValue(rounds);
    var table = new ResultTable();
    if (result.GetValue(groups)!.Contains("store", StringComparer.Ordinal))
        await table.AddAsync(new StoreBenchmarks(scratch, counted, result.GetValue(quick)).RunAsync());
    if (result.GetValue(groups)!.Contains("encrypt", StringComparer.Ordinal))
        await table.AddAsync(new EncryptionBenchmarks(scratch, counted, result.GetValue(quick)).RunAsync());
    if (result.GetValue(groups)!.Contains("rules", StringComparer.Ordinal))
        await table.AddAsync(new RuleBenchmarks(counted, result.GetValue(quick)).RunAsync());
    if (result.GetValue(groups)!.Contains("collect", StringComparer.Ordinal))
        await table.AddAsync(new CollectionBenchmarks(scratch, counted, result.GetValue(quick)).RunAsync());
    if (result.GetValue(groups)!.Contains("http", StringComparer.Ordinal))
        await table.AddAsync(new HttpBenchmarks(scratch, counted, result.GetValue(quick)).RunAsync());
    if (result.GetValue(groups)!.Contains("dav", StringComparer.Ordinal))
        await table.AddAsync(new DavBenchmarks(scratch, counted, result.GetValue(quick)).RunAsync());
    return table.Print(AnsiConsole.Console) ? 0 : 1;
});

var places = new Argument<string[]>("places") { Description = $"{string.Join(", ", RemoteRun.Places)}; all when left out.", DefaultValueFactory = _ => RemoteRun.Places };
places.AcceptOnlyFromAmong(RemoteRun.Places);
var mebibytes = new Option<int>("--mebibytes") { Description = "How large the large content is.", DefaultValueFactory = _ => 1024 };
var keys = new Option<int>("--keys") { Description = "How many keys are listed.", DefaultValueFactory = _ => 100_000 };
var remote = new Command("remote", "Measures stores on servers of others, which it starts, beside the tools that people use for them.") { places, quick, rounds, folder, mebibytes, keys };
remote.SetAction(result => result.GetValue(quick)
    ? RemoteRun.RunAsync(result.GetRequiredValue(places), rounds: 1, mebibytes: 64, keys: 2000, result.GetValue(folder))
    : RemoteRun.RunAsync(result.GetRequiredValue(places), result.GetValue(rounds), result.GetValue(mebibytes), result.GetValue(keys), result.GetValue(folder)));
root.Subcommands.Add(remote);

var manyDatabase = new Option<string?>("--database") { Description = "A PostgreSQL connection string of an empty database; left out, SQLite." };
var documents = new Command("documents", "Measures first pages of a folder and of queries among 100,000 documents.") { manyDatabase, quick, rounds, folder };
documents.SetAction(async result =>
{
    using var scratch = new Scratch(result.GetValue(folder));
    var table = new ResultTable();
    await table.AddAsync(new DocumentBenchmarks(scratch, result.GetValue(rounds), result.GetValue(quick), result.GetValue(manyDatabase)).RunAsync());
    return table.Print(AnsiConsole.Console) ? 0 : 1;
});
root.Subcommands.Add(documents);

var port = new Argument<int>("port");
var files = new Argument<string>("files");
var bare = new Command("bare", "Kestrel alone: answers files, forgets uploads.") { port, files };
bare.Hidden = true;
bare.SetAction(result => BareServer.RunAsync(result.GetValue(port), result.GetRequiredValue(files)));
root.Subcommands.Add(bare);

var data = new Argument<string>("data");
var key = new Argument<string>("key");
var readPlatform = new Command("read-platform", "Reads a blob of the platform's encrypted form in a process of its own.") { data, key };
readPlatform.Hidden = true;
readPlatform.SetAction(result => EncryptionBenchmarks.ReadPlatformAsync(result.GetRequiredValue(data), result.GetRequiredValue(key)));
root.Subcommands.Add(readPlatform);

var plannedData = new Argument<string>("data");
var plan = new Command("collect-plan", "Plans a collection in a process of its own.") { plannedData };
plan.Hidden = true;
plan.SetAction(result => CollectionBenchmarks.PlanHereAsync(result.GetRequiredValue(plannedData)));
root.Subcommands.Add(plan);

var minutes = new Option<double>("--minutes") { DefaultValueFactory = _ => 10 };
var servers = new Option<int>("--servers") { DefaultValueFactory = _ => 2 };
var database = new Option<string?>("--database") { Description = "A PostgreSQL connection string of an empty database; left out, the servers share a SQLite file." };
var soakSeed = new Option<int>("--seed") { DefaultValueFactory = _ => Environment.TickCount };
var soak = new Command("soak", "Writers, deleters and re-uploaders against the collector on servers that are killed at random.") { minutes, servers, database, soakSeed, folder };
soak.SetAction(result => SoakRun.RunAsync(
    result.GetValue(minutes), result.GetValue(servers), result.GetValue(database), result.GetValue(soakSeed), result.GetValue(folder)));
root.Subcommands.Add(soak);

var count = new Option<long>("--count") { DefaultValueFactory = _ => 5_000_000 };
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => Environment.TickCount };
var mutate = new Command("mutate", "Changes encrypted content at random and looks for a wrong byte.") { count, seed };
mutate.SetAction(result => Mutations.RunAsync(result.GetValue(count), result.GetValue(seed)));
root.Subcommands.Add(mutate);
return await root.Parse(args).InvokeAsync();
