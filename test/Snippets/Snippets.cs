namespace Archivolt;

/// <summary>The XML that the platform's documentation prints.</summary>
internal static class Snippets
{
    public const string Default = """
        <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
          <blobprovider name="default">
            <class>org.nuxeo.ecm.core.blob.binary.DefaultBinaryManager</class>
            <property name="path">binaries</property>
          </blobprovider>
        </extension>
        """;

    public const string ExternalFileSystem = """
        <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
        <blobprovider name="fs">
        <class>org.nuxeo.ecm.core.blob.FilesystemBlobProvider</class>
        <property name="root">/opt/nuxeo/nxsever/blobs</property>
        <property name="preventUserUpdate">true</property>
        </blobprovider>
        </extension>
        """;

    public const string OlderDispatcher = """
        <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
        <blobdispatcher>
        <class>org.nuxeo.ecm.core.blob.DefaultBlobDispatcher</class>
        <property name="dc:format=video">videos</property>
        <property name="blob:mime-type=video/mp4">videos</property>
        <property name="dc:source=secret">encrypted</property>
        <property name="default">default</property>
        </blobdispatcher>
        </extension>
        """;

    public const string OlderProviders = """
        <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
        <blobprovider name="videos">
        <class>org.nuxeo.ecm.core.blob.binary.DefaultBinaryManager</class>
        <property name="path">binaries-videos</property>
        </blobprovider>
        <blobprovider name="encrypted">
        <class>org.nuxeo.ecm.core.blob.binary.AESBinaryManager</class>
        <property name="key">password=secret</property>
        </blobprovider>
        </extension>
        """;

    public const string Dispatcher = """
        <extension target="org.nuxeo.ecm.core.blob.DocumentBlobManager" point="configuration">
          <blobdispatcher>
            <class>org.nuxeo.ecm.core.blob.DefaultBlobDispatcher</class>
            <property name="dc:format=video">videos</property>
            <property name="blob:mime-type=video/mp4">videos</property>
            <property name="blob:xpath~files/*/file">attachments</property>
            <property name="dc:source=secret">encrypted</property>
            <property name="default">default</property>
          </blobdispatcher>
        </extension>
        """;

    public const string Providers = """
        <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
          <blobprovider name="videos">
            <class>org.nuxeo.ecm.core.blob.LocalBlobProvider</class>
            <property name="path">binaries-videos</property>
          </blobprovider>
          <blobprovider name="attachments">
            <class>org.nuxeo.ecm.core.blob.LocalBlobProvider</class>
            <property name="path">binaries-attachments</property>
          </blobprovider>
          <blobprovider name="encrypted">
            <class>org.nuxeo.ecm.core.blob.AESBlobProvider</class>
            <property name="key">password=secret</property>
          </blobprovider>
        </extension>
        """;
}
