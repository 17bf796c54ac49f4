using System.Globalization;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Pages;

/// <summary>A tenant's colour as a style sheet of its own: the pages' policy allows no style inside them.</summary>
internal static class Brand
{
    public const string Path = "/account/brand.css";

    public static async Task<IResult> Handle(string? portal, CrossTenant<IdentityContext> everyone, CancellationToken ct)
    {
        await using var all = everyone.ReadFor("the sign-in page shows the colour of whose portal it leads to");
        var colour = await (from tenant in all.KnownTenants
                            join policy in all.SignInPolicies on tenant.Id equals policy.TenantId
                            where tenant.Slug == portal
                            select policy.BrandColour).FirstOrDefaultAsync(ct);
        return TypedResults.Text(colour is null ? "" : Of(colour), "text/css");
    }

    /// <summary>Buttons in the colour, with text that can be read on it; links and outlines stay ours, because they stand on our grounds.</summary>
    internal static string Of(string colour) =>
        $"button:not(.plain), .button, button:not(.plain):hover, .button:hover {{ background: {colour}; color: {On(colour)}; }} header {{ border-bottom: 3px solid {colour}; padding-bottom: 12px; }}";

    // WCAG 2.2: of black and white the one with more contrast; that is never below 4.5 to 1.
    internal static string On(string colour) => 1.05 / (Luminance(colour) + 0.05) >= (Luminance(colour) + 0.05) / 0.05 ? "#ffffff" : "#000000";

    internal static double Luminance(string colour) => 0.2126 * Channel(colour, 1) + 0.7152 * Channel(colour, 3) + 0.0722 * Channel(colour, 5);

    private static double Channel(string colour, int at)
    {
        var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
