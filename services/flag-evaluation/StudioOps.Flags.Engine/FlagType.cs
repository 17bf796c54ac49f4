namespace StudioOps.Flags.Engine;

/// <summary>What kind of value a flag answers with. Fixed for the life of the flag.</summary>
public enum FlagType
{
    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Text.</summary>
    String,

    /// <summary>A number that a JavaScript client reads back without loss.</summary>
    Number,

    /// <summary>A JSON object. A bare array is not a value: the protocol has no place for one.</summary>
    Object,
}
