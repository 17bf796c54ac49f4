using System.Globalization;
using System.Text;
using QRCoder;

namespace StudioOps.Identity.Pages.Account;

/// <summary>A QR code as one SVG path: sharp at any size, no script, no style the page's policy would refuse.</summary>
internal static class QrSvg
{
    public static string Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return $"""<svg viewBox="0 0 {rows.Count} {rows.Count}" role="img" aria-label="QR code for your authenticator app" shape-rendering="crispEdges"><path d="{path}"/></svg>""";
    }
}
