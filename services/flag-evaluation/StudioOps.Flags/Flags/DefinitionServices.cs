using StudioOps.Flags.Approvals;
using StudioOps.Flags.Files;
using StudioOps.Flags.Import.Files;
using StudioOps.Flags.Notifications;
using StudioOps.Flags.Segments;
using StudioOps.Flags.Usage;

namespace StudioOps.Flags;

/// <summary>Everything about definitions: flags, segments, files of both, and what is used of them.</summary>
internal static class DefinitionServices
{
    public static void AddDefinitions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NewSalt>(Salts.Random);
        builder.Services.AddScoped<FileWriter>();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.AddDefinitions());
        builder.AddUsage();
        builder.AddNotifications();
    }

    public static void MapDefinitions(this IEndpointRouteBuilder routes)
    {
        routes.MapFlags();
        routes.MapGovernance();
        routes.MapFollowers();
        routes.MapSegments();
        routes.MapFlagFiles();
        routes.MapUsage();
    }
}
