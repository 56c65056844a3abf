using System.Text;
using Archivolt.Documents.Requests;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteRequestLedgerTests() : RequestLedgerContract(new SqliteTestDatabase());

public sealed class PostgresRequestLedgerTests() : RequestLedgerContract(new PostgresTestDatabase());

/// <summary>A request under a key is one attempt's to carry out, and then answered like it.</summary>
public abstract class RequestLedgerContract(TestDatabase database) : SqlContract(database)
{
    private static readonly KeptAnswer Answer = new(201, "application/json", Encoding.UTF8.GetBytes("{}"));

    private IRequestLedger Requests => Node.Get<IRequestLedger>();

    [Fact]
    public async Task The_first_attempt_has_it_and_others_learn_its_answer()
    {
        var (first, second) = (Turn(), Turn());
        (await Requests.BeginAsync(first)).ShouldBeNull();
        (await Requests.BeginAsync(second)).ShouldBe(new KnownRequest("POST /a", null));
        await Requests.CompleteAsync(second, Answer);
        (await Requests.BeginAsync(second)).ShouldNotBeNull().Answer.ShouldBeNull();
        await Requests.CompleteAsync(first, Answer);
        var kept = (await Requests.BeginAsync(second)).ShouldNotBeNull().Answer.ShouldNotBeNull();
        (kept.Status, kept.ContentType, Encoding.UTF8.GetString(kept.Body!.Value.Span)).ShouldBe((201, "application/json", "{}"));
        (await Requests.BeginAsync(Turn() with { UserName = "amy" })).ShouldBeNull();
        (await Requests.FindAsync(Turn())).ShouldNotBeNull().Answer.ShouldNotBeNull();
        (await Requests.FindAsync(Turn() with { Key = "another" })).ShouldBeNull();
        await Database.AdvanceAsync(TimeSpan.FromMinutes(61));
        (await Requests.FindAsync(Turn())).ShouldBeNull();
    }

    [Fact]
    public async Task One_that_failed_is_anybodys_again()
    {
        var first = Turn();
        await Requests.BeginAsync(first);
        await Requests.ForgetAsync(Turn());
        (await Requests.BeginAsync(Turn())).ShouldNotBeNull();
        await Requests.ForgetAsync(first);
        (await Requests.BeginAsync(Turn())).ShouldBeNull();
    }

    [Fact]
    public async Task A_lost_attempt_gives_way_after_ten_minutes_and_an_answer_is_kept_for_an_hour()
    {
        var (lost, next) = (Turn(), Turn());
        await Requests.BeginAsync(lost);
        await Database.AdvanceAsync(TimeSpan.FromMinutes(9));
        (await Requests.BeginAsync(next)).ShouldNotBeNull();
        await Database.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await Requests.BeginAsync(next)).ShouldBeNull();
        await Requests.CompleteAsync(lost, Answer with { Status = 500 });
        await Requests.CompleteAsync(next, Answer with { Body = null });
        await Database.AdvanceAsync(TimeSpan.FromMinutes(59));
        (await Requests.BeginAsync(Turn())).ShouldBe(new KnownRequest("POST /a", Answer with { Body = null }));
        await Database.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await Requests.BeginAsync(Turn())).ShouldBeNull();
    }

    [Fact]
    public async Task Of_many_attempts_at_once_one_has_it()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Requests.BeginAsync(Turn())));
        begun.Count(known => known is null).ShouldBe(1);
    }

    private static RequestTurn Turn() => new("bob", "key", "POST /a", Guid.NewGuid());
}
