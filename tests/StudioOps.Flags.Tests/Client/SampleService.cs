extern alias Sample;

using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.FeatureManagement;
using StudioOps.Flags.Client;
using StudioOps.Flags.Client.FeatureManagement;

namespace StudioOps.Flags.Tests.Client;

/// <summary>The sample service, following the flag service under test. Its network can be cut.</summary>
internal sealed class SampleService : IDisposable
{
    private readonly WebApplicationFactory<Sample::Program> _application;
    private readonly HttpClient _http;

    public SampleService(FlagServiceFixture service, string? stateFile = null, bool reachable = true, string account = "one", Guid? tenant = null, TimeSpan? tells = null)
    {
        Line = new Line(service) { IsUp = reachable };
        _application = new WebApplicationFactory<Sample::Program>().WithWebHostBuilder(host => host.ConfigureTestServices(services =>
        {
            services.PostConfigure<FlagClientOptions>(options =>
            {
                options.Endpoint = service.Factory.ClientOptions.BaseAddress;
                options.ClientId = account;
                options.AccessToken = _ => ValueTask.FromResult(service.Identity.Member(tenant ?? FlagServiceFixture.Acme, "flags.evaluate"));
                options.StateFile = stateFile;
                options.UsageInterval = tells ?? TimeSpan.Zero;
                options.LongestPause = TimeSpan.FromSeconds(1);
            });
            services.AddStudioOpsFeatureManagement();
            services.AddHttpClient(FlagClientOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => Line);
        }));
        _http = _application.CreateClient();
    }

    public Line Line { get; }

    public FlagClient Flags => _application.Services.GetRequiredService<FlagClient>();

    /// <summary>The same flags, as code written for Microsoft.FeatureManagement asks for them.</summary>
    public IFeatureManager Features => _application.Services.GetRequiredService<IFeatureManager>();

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    public void Dispose()
    {
        _http.Dispose();
        _application.Dispose();
        Line.Dispose();
    }
}

/// <summary>The way to the flag service.</summary>
internal sealed class Line(FlagServiceFixture service) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _way = new(service.Factory.Server.CreateHandler());

    public volatile bool IsUp;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsUp ? _way.SendAsync(request, cancellationToken) : throw new HttpRequestException("The line is cut.");
}
