using System.Diagnostics;

namespace Archivolt.Benchmarks;

/// <summary>nginx with sendfile over a folder, on loopback, which also takes PUT: the reference for downloads and uploads.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;

    private Nginx(Process process, string baseUrl)
    {
        _process = process;
        BaseUrl = baseUrl;
    }

    public string BaseUrl { get; }

    public static async Task<Nginx> StartAsync(string home, string content)
    {
        var port = FreePort.Find();
        var configuration = Path.Combine(home, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}} daemon off; master_process on; worker_processes 2; pid {{home}}/nginx.pid; error_log {{home}}/nginx.log;
            events { worker_connections 1024; }
            http {
              access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type application/octet-stream;
              client_max_body_size 0; client_body_temp_path {{content}}; proxy_temp_path {{home}}; fastcgi_temp_path {{home}}; uwsgi_temp_path {{home}}; scgi_temp_path {{home}};
              server { listen 127.0.0.1:{{port}}; location / { root {{content}}; dav_methods PUT; } }
            }
            """);
        var process = Process.Start(new ProcessStartInfo(File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx", ["-c", configuration, "-e", $"{home}/nginx.log"]))!;
        var nginx = new Nginx(process, $"http://127.0.0.1:{port}");
        await FreePort.WaitAsync(port, process);
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Shell.RunAsync($"kill -QUIT {_process.Id}");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
