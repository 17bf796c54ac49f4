using System.Diagnostics;
using Yarp.ReverseProxy.Configuration;

namespace StudioOps.Bench;

/// <summary>The reference for the gateway: YARP with one route and nothing else.</summary>
internal static class BareProxy
{
    public static Task RunAsync(string address, string target)
    {
        // The service is asked the same as by our gateway: no word of a trace, so it begins one of its own.
        DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();
        var builder = WebApplication.CreateSlimBuilder(["--urls", address, "--Logging:LogLevel:Default=Error"]);
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "one", Match = new RouteMatch { Path = "/{**rest}" } }],
            [new ClusterConfig { ClusterId = "one", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = target } } }]);
        var app = builder.Build();
        app.MapReverseProxy();
        return app.RunAsync();
    }
}
