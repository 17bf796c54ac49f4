using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace StudioOps.Dashboard.Tests;

/// <summary>The dashboard as it runs, on a free port, with a visitor who has come in.</summary>
internal sealed class DashboardUnderTest : IAsyncDisposable
{
    public const string Token = "the-token";
    private readonly WebApplication _app;

    private DashboardUnderTest(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
        Visitor = Client();
        Visitor.DefaultRequestHeaders.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        Sender = Client();
    }

    public Uri Address { get; }

    /// <summary>Brings the cookie.</summary>
    public HttpClient Visitor { get; }

    /// <summary>Brings nothing.</summary>
    public HttpClient Sender { get; }

    public static async Task<DashboardUnderTest> StartAsync(params string[] settings)
    {
        var app = DashboardApp.Build(["--urls=http://127.0.0.1:0", $"--Dashboard:Token={Token}", "--Logging:LogLevel:Default=Warning", .. settings]);
        await app.StartAsync();
        var dashboard = new DashboardUnderTest(app);
        using var welcome = await dashboard.Visitor.GetAsync(Relative($"/login?t={Token}"));
        return dashboard;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public HttpClient Client(bool follows = true) => new(new SocketsHttpHandler { AllowAutoRedirect = follows, CookieContainer = new CookieContainer(), UseProxy = false }) { BaseAddress = Address };

    public async Task<HttpResponseMessage> SendAsync(string path, byte[] body, string? encoding = null, string type = "application/x-protobuf")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await Sender.PostAsync(Relative(path), content);
    }

    public async Task<JsonNode> ReadAsync(string path)
    {
        using var answer = await Visitor.GetAsync(Relative(path));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"GET {path} answered {(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Asks until the answer is as wanted; the store is filled behind the receiver.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            var answer = await ReadAsync(path);
            if (wanted(answer))
            {
                return answer;
            }

            Assert.True(!deadline.IsCancellationRequested, $"GET {path} never was as wanted: {answer}");
            await pace.WaitForNextTickAsync();
        }
    }

    public static Uri Relative(string path) => new(path, UriKind.Relative);

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        Sender.Dispose();
        await _app.DisposeAsync();
    }
}
