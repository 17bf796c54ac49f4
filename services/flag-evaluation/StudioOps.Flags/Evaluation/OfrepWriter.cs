using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Evaluation;

/// <summary>Answers in OFREP's shape, written straight to the wire.</summary>
internal sealed class OfrepWriter(Question question, bool stale) : IDisposable
{
    private readonly MemoryStream _buffer = new();
    private Utf8JsonWriter? _json;

    private Utf8JsonWriter Json => _json ??= new Utf8JsonWriter(_buffer);

    /// <summary>How long a page may be hidden before its client closes the stream.</summary>
    private const int InactivityDelaySeconds = 120;

    public ReadOnlyMemory<byte> Bulk(ReadOnlySpan<Engine.Evaluation> answers, string stream)
    {
        Json.WriteStartObject();
        Json.WriteStartArray("flags"u8);
        foreach (ref readonly var answer in answers)
        {
            Flag(answer.Flag!.Key, answer);
        }

        Json.WriteEndArray();
        Json.WriteStartArray("eventStreams"u8);
        Json.WriteStartObject();
        Json.WriteString("type"u8, "sse"u8);
        Json.WriteStartObject("endpoint"u8);   // no origin: clients use the one they asked, and an empty one kills the stock client's stream
        Json.WriteString("requestUri"u8, stream);
        Json.WriteEndObject();
        Json.WriteNumber("inactivityDelaySec"u8, InactivityDelaySeconds);
        Json.WriteEndObject();
        Json.WriteEndArray();
        Json.WriteStartObject("metadata"u8);
        Json.WriteString("version"u8, $"{question.Snapshot.Revision}");
        Shared();
        Json.WriteEndObject();
        Json.WriteEndObject();
        return Written();
    }

    public ReadOnlyMemory<byte> Single(string key, in Engine.Evaluation answer)
    {
        Flag(key, answer);
        return Written();
    }

    private ReadOnlyMemory<byte> Written()
    {
        Json.Flush();
        return _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
    }

    private void Flag(string key, in Engine.Evaluation answer)
    {
        Json.WriteStartObject();
        Json.WriteString("key"u8, key);
        if (answer.Error != ErrorCode.None)
        {
            Json.WriteString("errorCode"u8, answer.Error.ToWire());
            Json.WriteString("errorDetails"u8, Details(answer.Error));
        }
        else
        {
            Json.WriteString("reason"u8, stale ? "STALE" : answer.Reason.ToWire());
            Json.WriteString("variant"u8, answer.Variant!.Name);
            Json.WritePropertyName("value"u8);
            Value(answer.Value);
        }

        Json.WriteStartObject("metadata"u8);
        Json.WriteString("scope"u8, answer.Scope.ToWire());
        if (answer.RuleId is not null)
        {
            Json.WriteString("ruleId"u8, answer.RuleId);
        }

        if (answer.FailedPrerequisite is { } prerequisite)
        {
            Json.WriteString("code"u8, FlagExplanation.PrerequisiteFailed);
            Json.WriteString("prerequisite"u8, prerequisite);
        }

        Json.WriteNumber("revision"u8, answer.Revision);
        if (stale && answer.Error == ErrorCode.None)
        {
            Json.WriteString("staleReason"u8, answer.Reason.ToWire());
        }

        Shared();
        Json.WriteEndObject();
        Json.WriteEndObject();
    }

    private void Shared()
    {
        Json.WriteString("flagSetId"u8, question.Snapshot.Tenant.Id);
        if (stale)
        {
            Json.WriteBoolean("stale"u8, true);
        }

        if (question.TenantStatus is { } status)
        {
            Json.WriteString("tenantStatus"u8, status);
        }

        if (question.Overridden.Length > 0)
        {
            Json.WriteString("contextOverridden"u8, question.Overridden);
        }
    }

    private void Value(FlagValue value)
    {
        switch (value.Type)
        {
            case FlagType.Boolean:
                Json.WriteBooleanValue(value.AsBoolean);
                break;
            case FlagType.Number:
                Json.WriteNumberValue(value.AsNumber);
                break;
            case FlagType.String:
                Json.WriteStringValue(value.AsText);
                break;
            default:
                Json.WriteRawValue(value.AsText!);
                break;
        }
    }

    private static string Details(ErrorCode error) => error switch
    {
        ErrorCode.FlagNotFound => "There is no such flag.",
        ErrorCode.TargetingKeyMissing => "This flag is decided per user: the context needs a targetingKey.",
        _ => "The flag's definition cannot be used.",
    };

    public void Dispose()
    {
        _json?.Dispose();
        _buffer.Dispose();
    }
}
