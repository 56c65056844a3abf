using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;

namespace Archivolt.WebConsole.Tests.OpenId;

/// <summary>Settings that cannot be right end the start with a sentence.</summary>
public sealed class SettingTests
{
    [Theory]
    [InlineData("Archivolt:OpenIdConnect:Autority is not a setting; did you mean Authority?", "Autority=https://id.example.org")]
    [InlineData("Archivolt:OpenIdConnect:Authority is ''; use the provider's issuer", "ClientId=a")]
    [InlineData("use an https address, or RequireHttpsMetadata=false", "Authority=http://id.example.org", "Audience=a")]
    [InlineData("Archivolt:OpenIdConnect:Authority is 'id.example.org'; use an http or https address", "Authority=id.example.org", "Audience=a")]
    [InlineData("Archivolt:OpenIdConnect:ClientId is ''; use the id", "Authority=https://id.example.org")]
    [InlineData("Archivolt:OpenIdConnect:ClientId is ''; use the id", "Authority=https://id.example.org", "Audience=a", "Only=true")]
    [InlineData("Archivolt:OpenIdConnect:ClientSecretFile is ''; use either it or ClientSecret", "Authority=https://id.example.org", "Audience=a", "ClientSecret=b", "ClientSecretFile=/c")]
    [InlineData("Archivolt:OpenIdConnect:ClientSecretFile is '/not/there'; use a file that can be read", "Authority=https://id.example.org", "Audience=a", "ClientSecretFile=/not/there")]
    [InlineData("Archivolt:OpenIdConnect:GroupsClaim is ''; use the name of the claim", "Authority=https://id.example.org", "Audience=a", "Groups:a=b")]
    [InlineData("Archivolt:OpenIdConnect:GroupsClaim is ''; use the name of the claim", "Authority=https://id.example.org", "Audience=a", "RequiredGroup=b")]
    [InlineData("Archivolt:OpenIdConnect:Groups is 'a'; use a name of the provider", "Authority=https://id.example.org", "Audience=a", "GroupsClaim=g", "Groups:a=Everyone")]
    [InlineData("Archivolt:OpenIdConnect:EmailDomains is 'example'; use domains", "Authority=https://id.example.org", "Audience=a", "EmailDomains:0=example")]
    [InlineData("Archivolt:OpenIdConnect:Scopes is 'openid email'; use one scope", "Authority=https://id.example.org", "Audience=a", "Scopes:0=openid email")]
    [InlineData("Archivolt:OpenIdConnect:WaitAtMost is '00:10:00'; use a time from", "Authority=https://id.example.org", "Audience=a", "WaitAtMost=00:10:00")]
    [InlineData("Archivolt:OpenIdConnect:CreateUsers is 'ja'; use true or false", "Authority=https://id.example.org", "Audience=a", "CreateUsers=ja")]
    [InlineData("Archivolt:PublicUrl is not set", "Authority=https://id.example.org", "ClientId=a")]
    public async Task A_wrong_setting_is_named_with_what_to_use(string expected, params string[] settings)
    {
        var refusal = await Should.ThrowAsync<BlobException>(() => RunningServer.StartAsync(args: [.. settings.Select(setting => $"--Archivolt:OpenIdConnect:{setting}")]));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task A_relative_file_of_the_secret_begins_at_the_data_home()
    {
        var refusal = await Should.ThrowAsync<BlobException>(() => RunningServer.StartAsync(
            args: ["--Archivolt:DataPath=/no/such/home", "--Archivolt:OpenIdConnect:Authority=https://id.example.org", "--Archivolt:OpenIdConnect:Audience=a", "--Archivolt:OpenIdConnect:ClientSecretFile=secret"]));
        refusal.Message.ShouldContain("'/no/such/home/secret'");
    }

    [Fact]
    public async Task A_secret_is_shown_nowhere()
    {
        var refusal = await Should.ThrowAsync<BlobException>(() => RunningServer.StartAsync(args: ["--Archivolt:OpenIdConnect:ClientSecret=hush", "--Archivolt:OpenIdConnect:ClientId=a"]));
        refusal.ToString().ShouldNotContain("hush");
    }
}
