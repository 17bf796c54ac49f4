namespace StudioOps.Flags.Engine;

/// <summary>How much of a flag's logic is in force.</summary>
public enum FlagState
{
    /// <summary>Everyone gets the off value; nothing else is asked.</summary>
    Off,

    /// <summary>Overrides are obeyed; everyone else gets the on value. Rules and rollout are skipped.</summary>
    On,

    /// <summary>Overrides, then rules, then rollout, then the default.</summary>
    Targeted,

    /// <summary>Everyone gets the fail-safe value, whatever else is set.</summary>
    Killed,
}
