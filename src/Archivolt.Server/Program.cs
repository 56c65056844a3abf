using Archivolt.Server;

return await ArchivoltHost.RunAsync(args);
