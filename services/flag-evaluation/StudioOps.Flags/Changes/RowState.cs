using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using StudioOps.Flags.Data;
using StudioOps.Flags.Segments;

namespace StudioOps.Flags.Changes;

/// <summary>A row as JSON and back, whatever columns it has: a column added later is recorded and taken back without a word here.</summary>
internal static class RowState
{
    /// <summary>What every write moves; it is neither compared nor taken back.</summary>
    private static readonly string[] Moving = ["Revision", "UpdatedAt"];

    /// <summary>What a row said and says; a segment also the names that came and went.</summary>
    public static (string? Before, string? After) Of(FlagDbContext db, EntityEntry row)
    {
        var before = row.State == EntityState.Added ? null : State(row, row.OriginalValues);
        var after = row.State == EntityState.Deleted ? null : State(row, row.CurrentValues);
        if (row.Entity is StoredSegment segment && db.Names.Of(segment.Id) is { Count: > 0 } names)
        {
            before?.Add(NameChanges.Member, NameChanges.Json(names, one => one.Was));
            after?.Add(NameChanges.Member, NameChanges.Json(names, one => one.Is));
        }

        return (before?.ToJsonString(), after?.ToJsonString());
    }

    private static JsonObject State(EntityEntry entry, PropertyValues values)
    {
        var state = new JsonObject();
        foreach (var property in Kept(entry))
        {
            var value = values[property];
            state[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = value is null ? null
                : IsJson(property) ? JsonNode.Parse((string)value)
                : JsonSerializer.SerializeToNode(FlagJson.Element(value, property.ClrType));
        }

        return state;
    }

    /// <summary>Makes the row say again what it said; columns the state does not know stay as they are.</summary>
    public static void Restore(EntityEntry entry, JsonElement state)
    {
        foreach (var property in Kept(entry).Where(property => !property.IsPrimaryKey()))
        {
            if (state.TryGetProperty(JsonNamingPolicy.CamelCase.ConvertName(property.Name), out var value))
            {
                entry.Property(property.Name).CurrentValue = value.ValueKind == JsonValueKind.Null ? null
                    : IsJson(property) ? value.GetRawText()
                    : FlagJson.Read(value, property.ClrType);
            }
        }
    }

    private static IEnumerable<IProperty> Kept(EntityEntry entry) => entry.Metadata.GetProperties().Where(property => !Moving.Contains(property.Name));

    private static bool IsJson(IProperty property) => property.ClrType == typeof(string) && property.GetColumnType() == "jsonb";
}
