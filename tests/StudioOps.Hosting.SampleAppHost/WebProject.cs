using Microsoft.AspNetCore.Builder;

namespace Sample.AppHost;

/// <summary>What a project of the graph is to hosting: it listens where it is told and answers its health check.</summary>
internal static class WebProject
{
    public static int Serve()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/health/ready", () => "ok");
        app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name) ?? string.Empty);
        app.Run();
        return 0;
    }
}
