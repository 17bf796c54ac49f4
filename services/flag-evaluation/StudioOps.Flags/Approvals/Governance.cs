using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace StudioOps.Flags.Approvals;

/// <summary>What holds for every flag of the installation. One row.</summary>
internal sealed class Governance
{
    public const string Name = "installation";

    public bool One { get; private set; } = true;

    /// <summary>Whether every change waits for a second person, whatever the flags say.</summary>
    public bool RequiresApproval { get; private set; }

    /// <summary>How long a change waits for a second person.</summary>
    public int ApprovalHours { get; private set; }

    /// <summary>False answers every question with the fail-safe value.</summary>
    public bool MasterSwitch { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The installation's revision at which this changed last.</summary>
    public long Revision { get; private set; }

    public void Demand(bool approval, int hours, DateTimeOffset now) => (RequiresApproval, ApprovalHours, UpdatedAt) = (approval, hours, now);

    /// <summary>Turns the switch; false when it stands so already.</summary>
    public bool TrySwitch(bool on, DateTimeOffset now)
    {
        if (MasterSwitch == on)
        {
            return false;
        }

        (MasterSwitch, UpdatedAt) = (on, now);
        return true;
    }

    public void At(long revision) => Revision = revision;

    /// <summary>What the audit log compares.</summary>
    public JsonElement Face() => FlagJson.Element(new { RequiresApproval, ApprovalHours, MasterSwitch });

    public static void Map(ModelBuilder model) => model.Entity<Governance>(row =>
    {
        row.ToTable("governance", table => table.HasCheckConstraint("governance_one", "one"));
        row.HasKey(r => r.One);
        row.Property(r => r.One).ValueGeneratedNever();
        row.Property(r => r.Revision).IsConcurrencyToken();
    });
}
