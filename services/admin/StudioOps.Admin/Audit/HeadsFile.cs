using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StudioOps.Tokens;

namespace StudioOps.Admin.Audit;

/// <summary>The last link of a chain at some moment.</summary>
/// <param name="Chain">Tenant id, or the zero id for the platform.</param>
/// <param name="Sequence">Of the last link.</param>
/// <param name="Hash">Of the last link, in hex.</param>
/// <param name="At">When it was sealed, in UTC.</param>
internal sealed record SealedHead(Guid Chain, long Sequence, string Hash, DateTimeOffset At);

/// <summary>What the file says.</summary>
/// <param name="Latest">The newest head of every chain.</param>
/// <param name="Lines">The lines those came from, signed.</param>
/// <param name="Problem">The first line that is not ours, or null.</param>
internal sealed record SealedHeads(IReadOnlyDictionary<Guid, SealedHead> Latest, IReadOnlyDictionary<Guid, string> Lines, string? Problem)
{
    public DateTimeOffset? SealedAt => Latest.Count == 0 ? null : Latest.Values.Max(head => head.At);
}

/// <summary>Heads signed with ES256, one compact JWS per line, only ever appended to.</summary>
internal sealed class HeadsFile(IOptions<AuditOptions> options)
{
    public const string Type = "audit-head";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Lock _gate = new();
    private SigningKey? _key;

    public JsonWebKey PublicKey => Key().PublicJwk;

    public void Append(IEnumerable<SealedHead> heads)
    {
        var lines = new StringBuilder();
        foreach (var head in heads)
        {
            lines.Append(Key().Sign(Type, JsonSerializer.SerializeToUtf8Bytes(head, JsonSerializerOptions.Web))).Append('\n');
        }

        if (lines.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            using var file = new FileStream(InFolder(options.Value.HeadsFile), FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(Encoding.ASCII.GetBytes(lines.ToString()));
            file.Flush(flushToDisk: true);
        }
    }

    public SealedHeads Read()
    {
        lock (_gate)
        {
            return Read(File.Exists(options.Value.HeadsFile) ? File.ReadAllLines(options.Value.HeadsFile) : [], PublicKey);
        }
    }

    /// <summary>Reads signed lines; a line that does not verify is left out and named.</summary>
    public static SealedHeads Read(IEnumerable<string> lines, VerificationKey key)
    {
        var latest = new Dictionary<Guid, (SealedHead Head, string Line)>();
        string? problem = null;
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (!JwsToken.TryParse(line, out var token, out var refusal) || (refusal = token.Type == Type ? token.Verify(key) : "token.type") is not null)
            {
                problem ??= $"Sealed head {number} is not signed by this key ({refusal}).";
                continue;
            }

            var head = JsonSerializer.Deserialize<SealedHead>(token.Payload.Span, JsonSerializerOptions.Web)!;
            if (!latest.TryGetValue(head.Chain, out var held) || head.Sequence >= held.Head.Sequence)
            {
                latest[head.Chain] = (head, line);
            }
        }

        return new SealedHeads(latest.ToDictionary(entry => entry.Key, entry => entry.Value.Head), latest.ToDictionary(entry => entry.Key, entry => entry.Value.Line), problem);
    }

    private SigningKey Key()
    {
        lock (_gate)
        {
            return _key ??= File.Exists(options.Value.KeyFile) ? SigningKey.Import(File.ReadAllBytes(options.Value.KeyFile)) : MakeKey();
        }
    }

    private SigningKey MakeKey()
    {
        var key = SigningKey.Generate();
        var secret = key.Export();
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = Private;
        }

        using (var file = new FileStream(InFolder(options.Value.KeyFile), create))
        {
            file.Write(secret);
        }

        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    private static string InFolder(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return path;
    }
}
