namespace Archivolt.WebConsole.Design;

/// <summary>A question before something that is hard to take back.</summary>
/// <param name="Title">What the browser calls the page.</param>
/// <param name="Section">Where it belongs in the navigation.</param>
/// <param name="Heading">The question itself.</param>
/// <param name="Text">What would be done.</param>
/// <param name="Action">Where the answer yes is sent to.</param>
/// <param name="Yes">The button for it.</param>
/// <param name="Back">Where the answer no leads to.</param>
/// <param name="No">The link for it.</param>
internal sealed record Question(string Title, string Section, Html Heading, Html Text, string Action, string Yes, string Back, string No)
{
    /// <summary>What stands above it.</summary>
    public Html Above { get; init; }

    /// <summary>Fields that are sent with the answer.</summary>
    public Html Fields { get; init; }

    /// <summary>The call of the REST API that does the same.</summary>
    public required (string Method, string Address) Call { get; init; }
}

/// <summary>Asks a question.</summary>
internal sealed class QuestionPage(Question question) : Page
{
    public override string Title => question.Title;

    protected override string Section => question.Section;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {question.Above}
        <section class="card question">
        <h1>{question.Heading}</h1>
        {question.Text}
        <form method="post" action="{question.Action}">{question.Fields}<button class="danger" type="submit">{question.Yes}</button><a class="button" href="{question.Back}">{question.No}</a></form>
        {frame.Call(question.Call.Method, question.Call.Address)}
        </section>
        """);
}
