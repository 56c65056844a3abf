using Archivolt.Documents.Linked;

namespace Archivolt.WebConsole.Account;

/// <summary>A vendor whose files can be linked, as the account's page shows it.</summary>
/// <param name="Id">The provider id.</param>
/// <param name="Label">The vendor's name.</param>
/// <param name="Connect">Where an account is connected; null where an administrator has not set the vendor up.</param>
/// <param name="Accounts">The person's accounts there.</param>
internal sealed record ShownVendor(string Id, string Label, Uri? Connect, IReadOnlyList<LinkedAccount> Accounts);
