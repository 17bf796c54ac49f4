using Npgsql;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Protocol.Token;

namespace StudioOps.Identity.Sessions;

/// <summary>Tells clients that a sign-in has ended (OpenID Connect Back-Channel Logout 1.0): a signed token to the address they listen at, again and again until they have heard.</summary>
internal sealed partial class LogoutSender(
    IServiceScopeFactory scopes, LogoutNotices notices, IHttpClientFactory http, PublicOrigin origin, IConfiguration configuration, TimeProvider clock, ILogger<LogoutSender> logger)
    : BackgroundService
{
    public const string Client = "back-channel-logout";
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // The product's own clients are the gateway's. Where the public origin cannot be reached from here, configuration names a way that can.
    private readonly Uri _address = new(configuration["Identity:BackChannelLogoutUri"] ?? origin.Url("/bff/backchannel"));

    public static void Add(IServiceCollection services)
    {
        services.AddHttpClient(Client, client => client.Timeout = TimeSpan.FromSeconds(4))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<LogoutNotices>();
        services.AddHostedService<LogoutSender>();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    while (await notices.TakeAsync(clock.GetUtcNow(), stoppingToken) is { Count: > 0 } due)
                    {
                        await Task.WhenAll(due.Select(notice => SendAsync(notice, stoppingToken)));
                    }
                }
                catch (NpgsqlException e)
                {
                    LogNotRead(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping; what was in hand is due again.
        }
    }

    private async Task SendAsync(DueNotice notice, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await AddressAsync(scope.ServiceProvider, notice.ClientId, ct) is not { } address)
            {
                await notices.RemoveAsync(notice.Id, ct);
                return;
            }

            var token = await scope.ServiceProvider.GetRequiredService<TokenIssuer>().LogoutTokenAsync(notice, ct);
            using var client = http.CreateClient(Client);
            using var answer = await client.PostAsync(address, new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]), ct);
            if (answer.IsSuccessStatusCode)
            {
                await notices.RemoveAsync(notice.Id, ct);
                return;
            }

            LogRefused(notice.ClientId, (int)answer.StatusCode, notice.Attempt);
        }
        catch (Exception e) when (e is HttpRequestException or NpgsqlException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogNotSent(e, notice.ClientId, notice.Attempt);
        }
    }

    /// <summary>Where a client listens; nothing for one that does not care, or is gone.</summary>
    private async Task<Uri?> AddressAsync(IServiceProvider services, string clientId, CancellationToken ct) =>
        await services.GetRequiredService<ClientStore>().FindAsync(clientId, ct) is not { } client ? null
        : client.BuiltIn ? _address
        : client.BackChannelLogoutUri is { } own ? new Uri(own) : null;

    [LoggerMessage(LogLevel.Warning, "{ClientId} answered {Status} to a logout token (attempt {Attempt}); it is told again later")]
    private partial void LogRefused(string clientId, int status, int attempt);

    [LoggerMessage(LogLevel.Warning, "{ClientId} could not be told that a sign-in ended (attempt {Attempt}); it is told again later")]
    private partial void LogNotSent(Exception exception, string clientId, int attempt);

    [LoggerMessage(LogLevel.Warning, "The notices of ended sign-ins could not be read; tried again in a second")]
    private partial void LogNotRead(Exception exception);
}
