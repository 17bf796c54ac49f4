using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace StudioOps.Flags.Data;

/// <summary>An enum as one lower-case word.</summary>
internal sealed class LowerCase<T>() : ValueConverter<T, string>(value => value.ToString()!.ToLowerInvariant(), text => Enum.Parse<T>(text, true))
    where T : struct, Enum;
