using Yarp.ReverseProxy.Configuration;

namespace StudioOps.Bench;

/// <summary>The reference for the gateway: YARP with one route and nothing else.</summary>
internal static class BareProxy
{
    public static Task RunAsync(string address, string target)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", address, "--Logging:LogLevel:Default=Warning"]);
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "one", Match = new RouteMatch { Path = "/{**rest}" } }],
            [new ClusterConfig { ClusterId = "one", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = target } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        return app.RunAsync();
    }
}
