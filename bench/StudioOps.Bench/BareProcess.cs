using System.Diagnostics;
using System.Globalization;

namespace StudioOps.Bench;

/// <summary>The framework alone, in a process of its own.</summary>
internal sealed class BareProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();
    private long _revision;

    private BareProcess(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public static async Task<BareProcess> StartAsync(string address = "http://127.0.0.1:18081")
    {
        // Run as "dotnet X.dll" the process path is dotnet itself and wants the dll again.
        string[] host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(BareProcess).Assembly.Location] : [];
        var bare = new BareProcess(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. host, "bare", address]))!, address);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            try
            {
                await bare._http.GetStringAsync(address);
                return bare;
            }
            catch (HttpRequestException)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    /// <summary>Tells every stream.</summary>
    public async Task<long> TellAsync()
    {
        (await _http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"{Address}/tell/{++_revision}"), null)).EnsureSuccessStatusCode();
        return _revision;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }
}
