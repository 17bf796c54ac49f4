using System.Buffers;
using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Evaluation;

/// <summary>Answers in OFREP's shape, written straight to the wire.</summary>
internal sealed class OfrepWriter : IDisposable
{
    /// <summary>How long a page may be hidden before its client closes the stream.</summary>
    private const int InactivityDelaySeconds = 120;

    private static readonly JsonWriterOptions Trusted = new() { SkipValidation = true };

    private readonly Question _question;
    private readonly bool _stale;
    private readonly ArrayBufferWriter<byte> _buffer;
    private readonly Utf8JsonWriter _json;
    private readonly OfrepFragments? _fragments;
    private readonly byte[] _own;

    public OfrepWriter(Question question, bool stale, int answers = 1)
    {
        (_question, _stale, _buffer) = (question, stale, new ArrayBufferWriter<byte>(1024 + (192 * answers)));
        _json = new Utf8JsonWriter(_buffer, Trusted);
        _fragments = stale ? null : OfrepFragments.Of(question.Snapshot.Flags);
        _own = Own();
    }

    public ReadOnlyMemory<byte> Bulk(ReadOnlySpan<Engine.Evaluation> answers, string stream)
    {
        _buffer.Write("{\"flags\":["u8);
        for (var i = 0; i < answers.Length; i++)
        {
            if (i > 0)
            {
                _buffer.Write(","u8);
            }

            Flag(answers[i].Flag!.Key, answers[i]);
        }

        _buffer.Write("],\"eventStreams\":["u8);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type"u8, "sse"u8);
        _json.WriteStartObject("endpoint"u8);   // no origin: clients use the one they asked, and an empty one kills the stock client's stream
        _json.WriteString("requestUri"u8, stream);
        _json.WriteEndObject();
        _json.WriteNumber("inactivityDelaySec"u8, InactivityDelaySeconds);
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("],\"metadata\":"u8);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("version"u8, $"{_question.Snapshot.Revision}");
        Shared(_json);
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("}"u8);
        return _buffer.WrittenMemory;
    }

    public ReadOnlyMemory<byte> Single(string key, in Engine.Evaluation answer)
    {
        Flag(key, answer);
        return _buffer.WrittenMemory;
    }

    /// <summary>What the answer is.</summary>
    public static void Answer(Utf8JsonWriter json, in Engine.Evaluation answer, string reason)
    {
        json.WriteString("key"u8, answer.Flag!.Key);
        json.WriteString("reason"u8, reason);
        json.WriteString("variant"u8, answer.Variant!.Name);
        json.WritePropertyName("value"u8);
        Value(json, answer.Value);
    }

    /// <summary>What decided.</summary>
    public static void Decided(Utf8JsonWriter json, in Engine.Evaluation answer)
    {
        json.WriteString("scope"u8, answer.Scope.ToWire());
        if (answer.RuleId is not null)
        {
            json.WriteString("ruleId"u8, answer.RuleId);
        }
    }

    private void Flag(string key, in Engine.Evaluation answer)
    {
        if (answer.Revision == _question.Snapshot.Revision && _fragments?.Find(answer) is { } prepared)
        {
            _buffer.Write(prepared);
            _buffer.Write(_own);
            return;
        }

        _json.Reset();
        _json.WriteStartObject();
        if (answer.Error != ErrorCode.None)
        {
            _json.WriteString("key"u8, key);
            _json.WriteString("errorCode"u8, answer.Error.ToWire());
            _json.WriteString("errorDetails"u8, Details(answer.Error));
        }
        else
        {
            Answer(_json, answer, _stale ? "STALE" : answer.Reason.ToWire());
        }

        _json.WriteStartObject("metadata"u8);
        Decided(_json, answer);
        if (answer.FailedPrerequisite is { } prerequisite)
        {
            _json.WriteString("code"u8, FlagExplanation.PrerequisiteFailed);
            _json.WriteString("prerequisite"u8, prerequisite);
        }

        _json.WriteNumber("revision"u8, answer.Revision);
        if (_stale && answer.Error == ErrorCode.None)
        {
            _json.WriteString("staleReason"u8, answer.Reason.ToWire());
        }

        Shared(_json);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>The rest of a prepared answer, and its end: the same for every flag of one question.</summary>
    private byte[] Own()
    {
        if (_fragments is null)
        {
            return [];
        }

        var own = new ArrayBufferWriter<byte>(192);
        using (var json = new Utf8JsonWriter(own, Trusted))
        {
            json.WriteStartObject();
            json.WriteNumber("revision"u8, _question.Snapshot.Revision);
            Shared(json);
            json.WriteEndObject();
        }

        own.Write("}"u8);
        var bytes = own.WrittenSpan.ToArray();
        bytes[0] = (byte)',';   // it goes on where the prepared part stopped, inside the metadata
        return bytes;
    }

    private void Shared(Utf8JsonWriter json)
    {
        json.WriteString("flagSetId"u8, _question.Snapshot.Tenant.Id);
        if (_stale)
        {
            json.WriteBoolean("stale"u8, true);
        }

        if (_question.TenantStatus is { } status)
        {
            json.WriteString("tenantStatus"u8, status);
        }

        if (_question.Overridden.Length > 0)
        {
            json.WriteString("contextOverridden"u8, _question.Overridden);
        }
    }

    private static void Value(Utf8JsonWriter json, FlagValue value)
    {
        switch (value.Type)
        {
            case FlagType.Boolean:
                json.WriteBooleanValue(value.AsBoolean);
                break;
            case FlagType.Number:
                json.WriteNumberValue(value.AsNumber);
                break;
            case FlagType.String:
                json.WriteStringValue(value.AsText);
                break;
            default:
                json.WriteRawValue(value.AsText!);
                break;
        }
    }

    private static string Details(ErrorCode error) => error switch
    {
        ErrorCode.FlagNotFound => "There is no such flag.",
        ErrorCode.TargetingKeyMissing => "This flag is decided per user: the context needs a targetingKey.",
        _ => "The flag's definition cannot be used.",
    };

    public void Dispose() => _json.Dispose();
}
