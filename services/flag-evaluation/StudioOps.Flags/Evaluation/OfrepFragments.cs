using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Evaluation;

/// <summary>
/// How an answer begins on the wire, prepared once for each outcome of a flag: answering all flags is copying bytes, not writing JSON. Shared by
/// all tenants and callers, so nothing of them is in it: what is theirs follows.
/// </summary>
internal sealed class OfrepFragments
{
    /// <summary>Outcomes kept of one flag; what is seldom is written out.</summary>
    private const int Most = 16;

    private static readonly ConditionalWeakTable<FlagSet, OfrepFragments> Prepared = [];
    private readonly Outcome?[] _newest;

    private OfrepFragments(int flags) => _newest = new Outcome?[flags];

    public static OfrepFragments Of(FlagSet flags) => Prepared.GetValue(flags, set => new(set.Flags.Count));

    /// <summary>Everything up to the end of the metadata that is the same for everybody; null for what cannot be prepared.</summary>
    public byte[]? Find(in Engine.Evaluation answer)
    {
        // A value only one override holds, a failure, an unmet prerequisite: each is another.
        if (answer is not { Error: ErrorCode.None, FailedPrerequisite: null, Variant: { Index: >= 0 } variant })
        {
            return null;
        }

        ref var newest = ref _newest[answer.Flag!.Index];
        var depth = 0;
        for (var outcome = Volatile.Read(ref newest); outcome is not null; outcome = outcome.Next)
        {
            if (ReferenceEquals(outcome.Variant, variant) && outcome.Reason == answer.Reason && outcome.Scope == answer.Scope && outcome.RuleId == answer.RuleId)
            {
                return outcome.Bytes;
            }

            depth++;
        }

        if (depth >= Most)
        {
            return null;
        }

        // Two callers may prepare the same at once; either serves.
        var bytes = Write(answer);
        Volatile.Write(ref newest, new Outcome(variant, answer.Reason, answer.Scope, answer.RuleId, bytes, Volatile.Read(ref newest)));
        return bytes;
    }

    private static byte[] Write(in Engine.Evaluation answer)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        OfrepWriter.Answer(json, answer, answer.Reason.ToWire());
        json.WriteStartObject("metadata"u8);
        OfrepWriter.Decided(json, answer);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private sealed record Outcome(Variant Variant, Reason Reason, Scope Scope, string? RuleId, byte[] Bytes, Outcome? Next);
}
