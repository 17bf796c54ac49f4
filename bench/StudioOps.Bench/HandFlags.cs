using System.Text;
using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Bench;

/// <summary>The reference for OFREP: the least anybody could write by hand. Reads the caller, decides each flag by a hash, answers two prepared fragments per flag.</summary>
internal static class HandFlags
{
    public static void Map(WebApplication app)
    {
        var fragments = Enumerable.Range(0, 350).Select(i => (On: Fragment(i, true), Off: Fragment(i, false))).ToArray();
        app.MapPost("/hand/{flags:int}", async (int flags, HttpContext http) =>
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body);
            var caller = body.RootElement.GetProperty("context").GetProperty("targetingKey").GetString()!;
            http.Response.ContentType = "application/json";
            var writer = http.Response.BodyWriter;
            for (var i = 0; i < flags; i++)
            {
                var bucket = Murmur3.Hash(Encoding.UTF8.GetBytes($"{i}:{caller}")) % 100;
                await writer.WriteAsync(bucket < 25 ? fragments[i].On : fragments[i].Off);
            }
        });
        // What a client is told that has everything already.
        app.MapPost("/hand/unchanged", () => Results.StatusCode(StatusCodes.Status304NotModified));
    }

    private static byte[] Fragment(int flag, bool on) => Encoding.UTF8.GetBytes($$"""{"key":"bench-{{flag}}","value":{{(on ? "true" : "false")}},"reason":"SPLIT","variant":"{{(on ? "on" : "off")}}"},""");
}
