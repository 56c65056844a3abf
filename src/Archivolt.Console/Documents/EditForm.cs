using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Documents;

/// <summary>The form that edits a document's properties. Only what was changed in it is stored.</summary>
/// <param name="Token">The change token of the document that it shows.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record EditForm(string Token, IReadOnlyList<EditedField> Fields)
{
    /// <summary>Name of the field for the change token.</summary>
    public const string TokenField = "token";

    /// <summary>False where nothing is left to be stored.</summary>
    public bool HasChanges => Fields.Any(each => each.IsChanged);

    /// <summary>The form as it is shown at first.</summary>
    public static EditForm Of(Document document, SchemaRegistry schemas) =>
        new(document.ChangeToken, [.. EditedProperty.Of(document, schemas).Select(property => new EditedField(property, property.TextOf(document), property.TextOf(document)))]);

    /// <summary>The form as somebody sent it.</summary>
    public static EditForm Sent(IFormCollection fields, Document document, SchemaRegistry schemas) =>
        new(fields[TokenField].ToString(), [.. EditedProperty.Of(document, schemas).Where(property => fields.ContainsKey(property.Name)).Select(property => new EditedField(
            property, property.Fitted(fields[property.ShownName].ToString()), property.Fitted(fields[property.Name].ToString())))]);

    /// <summary>The form for what is stored by now: fields that nobody touched here follow it, the others stay as they were entered.</summary>
    public EditForm On(Document newest) => new(newest.ChangeToken, [.. Fields.Select(field => field.On(field.Property.TextOf(newest)))]);

    /// <summary>Makes the changes.</summary>
    public Task<IReadOnlyList<(PropertyPath Path, BlobSource Content)>> Apply(Document document)
    {
        foreach (var field in Fields.Where(field => field.IsChanged))
            document.Properties.Set(field.Property.Name, field.Entered.Length == 0 ? null : field.Entered);
        return DocumentEditor.NoContents;
    }
}

/// <summary>A field of the form.</summary>
/// <param name="Property">What it edits.</param>
/// <param name="Before">The text that was shown.</param>
/// <param name="Entered">The text that is in it.</param>
/// <param name="Meanwhile">What somebody else stored there meanwhile; null for nothing.</param>
internal sealed record EditedField(EditedProperty Property, string Before, string Entered, string? Meanwhile = null)
{
    public bool IsChanged => Entered != Before;

    /// <summary>The field for what is stored by now.</summary>
    public EditedField On(string stored) => IsChanged && stored != Entered
        ? this with { Before = stored, Meanwhile = stored == Before ? null : stored }
        : new EditedField(Property, stored, stored);
}
