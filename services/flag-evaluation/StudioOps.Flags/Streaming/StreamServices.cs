namespace StudioOps.Flags.Streaming;

internal static class StreamServices
{
    public static void AddStreams(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StreamOptions>().Bind(builder.Configuration.GetSection("Streams"))
            .Validate(options => options.TicketKey.Length >= StreamOptions.ShortestKey, $"Streams:TicketKey is missing or shorter than {StreamOptions.ShortestKey} characters.")
            .Validate(options => options.TicketEpoch >= TimeSpan.FromSeconds(1) && options.Heartbeat > TimeSpan.Zero && options.PerTick > 0 && options.PerSession > 0,
                "Streams: every length and number is positive.")
            .ValidateOnStart();
        builder.Services.AddSingleton<Tickets>();
        builder.Services.AddSingleton<Connections>();
        builder.Services.AddSingleton<Propagations>();
        builder.Services.AddHostedService<Announcer>();
    }

    /// <summary>Everything that stays open: browsers' events, the way of a change, server code's definitions.</summary>
    public static void MapStreaming(this IEndpointRouteBuilder routes)
    {
        routes.MapStream();
        routes.MapPropagations();
        routes.MapServerStream();
    }
}
