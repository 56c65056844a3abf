using Archivolt.Blobs;
using Archivolt.Nuxeo.Encryption;

namespace Archivolt.Nuxeo.Tests.Encryption;

public sealed class NuxeoKeyOptionsTests
{
    [Fact]
    public void Options_are_read_with_all_that_a_value_may_hold()
    {
        NuxeoKeyOptions.Parse("password=a=b").Password.ShouldBe("a=b");
        NuxeoKeyOptions.Parse("password= x ").Password.ShouldBe(" x ");
        NuxeoKeyOptions.Parse("password=x").UseInsecureCipher.ShouldBeNull();
        NuxeoKeyOptions.Parse("password=x,useInsecureCipher=TRUE").UseInsecureCipher.ShouldBe(true);
        var keystore = NuxeoKeyOptions.Parse("keyStoreType=pkcs12,keyStoreFile=/f,keyStorePassword=s,keyAlias=a");
        keystore.KeyPassword.ShouldBeNull();
        keystore.KeyStoreFile.ShouldBe("/f");
    }

    [Theory]
    [InlineData("", "Unrecognized option: number 1")]
    [InlineData("password=secret,hush", "Unrecognized option: number 2 of 'key' has no '='")]
    [InlineData("password=secret,hush=hush", "Unrecognized option: number 2 of 'key' is none of")]
    [InlineData("Password=secret", "Unrecognized option: number 1")]
    [InlineData("password=", "Missing keyStoreType")]
    [InlineData("password=secret,keyAlias=a", "Cannot use keyAlias with password")]
    [InlineData("password=secret,keyPassword=hush", "Cannot use keyPassword with password")]
    [InlineData("keyStoreType=JCEKS", "Missing keyAlias")]
    [InlineData("keyStoreType=JCEKS,keyStorePassword=secret,keyAlias=a", "Missing keyStoreFile")]
    [InlineData("keyStoreType=JCEKS,keyAlias=a", "Missing keyStoreFile")]
    [InlineData("keyStoreType=JCEKS,keyStoreFile=f,keyAlias=a", "Missing keyStorePassword")]
    [InlineData("keyStoreType=JKS,keyStoreFile=f,keyAlias=a,keyStorePassword=secret", "The keyStoreType is not supported: use JCEKS or PKCS12")]
    public void Wrong_options_are_refused_without_repeating_a_secret(string text, string message)
    {
        var refusal = Should.Throw<BlobException>(() => NuxeoKeyOptions.Parse(text));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldStartWith(message);
        refusal.Message.ShouldNotContain("secret,");
        refusal.Message.ShouldNotContain("hush");
    }

    [Fact]
    public void Options_do_not_print_secrets()
    {
        NuxeoKeyOptions.Parse("password=hush").ToString().ShouldNotContain("hush");
        NuxeoKeyOptions.Parse("keyStoreType=JCEKS,keyStoreFile=f,keyStorePassword=hush,keyAlias=a,keyPassword=hush").ToString()
            .ShouldBe("key 'a' of the JCEKS keystore 'f'");
    }
}
