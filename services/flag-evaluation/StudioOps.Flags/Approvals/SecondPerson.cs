using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Data;
using StudioOps.Flags.Segments;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Approvals;

/// <summary>When a second person is asked for, and who may be it.</summary>
internal static class SecondPerson
{
    /// <summary>Whether what is stored asks for a second person before this is done: the installation, a flag of it, or one that asks for a segment of it.</summary>
    public static async Task<bool> SecondPersonAsync(this FlagDbContext db, IReadOnlyList<PlanStep> plan, CancellationToken ct)
    {
        if (await db.Governance.AsNoTracking().AnyAsync(row => row.RequiresApproval, ct))
        {
            return true;
        }

        var guarded = await db.Flags.AsNoTracking().Where(flag => flag.RequiresApproval).Select(flag => new { flag.Id, flag.Key }).ToListAsync(ct);
        if (guarded.Count == 0)
        {
            return false;
        }

        var (ids, keys) = (guarded.Select(flag => flag.Id.ToString()).ToHashSet(), guarded.Select(flag => flag.Key).ToHashSet());
        if (plan.Any(step => step.Type switch
        {
            "flag" => ids.Contains(step.Key),
            "settings" => Switches(step.From) != Switches(step.To),
            _ => step.OverrideOf() is { } flag && keys.Contains(flag),
        }))
        {
            return true;
        }

        var touched = plan.Where(step => step.Type == "segment").Select(step => Guid.Parse(step.Key)).ToList();
        foreach (var segment in touched.Count == 0 ? [] : await db.Segments.AsNoTracking().Where(row => touched.Contains(row.Id)).Select(row => row.Key).ToListAsync(ct))
        {
            if ((await db.UsersOfAsync(segment, ct)).Any(keys.Contains))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The master switch is over guarded flags too.</summary>
    private static bool? Switches(JsonElement? settings) => settings?.GetProperty("masterSwitch").GetBoolean();

    /// <summary>Null when this caller may decide about what somebody else did or wants: another person, and a person at all.</summary>
    public static ProblemHttpResult? Refusal(ChangeSet set, Caller caller, HttpContext http)
    {
        var (asked, decides) = (set.By(), caller.Actor);
        string?[] theirs = [asked.Subject, asked.ActingSubject];
        // Only who signed in has a session.
        return http.AccessToken() is not { SessionId: not null } ? Problems.Refuse(StatusCodes.Status403Forbidden, "approval.person-required", "A person decides about this, not a service.")
            : theirs.Contains(decides.Subject) || (decides.ActingSubject is { } acting && theirs.Contains(acting))
                ? Problems.Refuse(StatusCodes.Status403Forbidden, "approval.second-person", "Somebody else than who asked for it decides about it.")
            : null;
    }
}
