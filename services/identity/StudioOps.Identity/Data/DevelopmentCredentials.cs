using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Data;

/// <summary>The file a developer, a smoke test or a script reads to sign in. Secrets are generated once per installation.</summary>
internal sealed record DevelopmentCredentials(
    string Gateway, IReadOnlyDictionary<string, string> Links, AutomationCredentials Automation, IReadOnlyList<PersonCredentials> People)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What is in the file already, or fresh secrets for whoever is missing.</summary>
    public static async Task<DevelopmentCredentials> ReadOrCreateAsync(string path, PublicOrigin origin, CancellationToken ct)
    {
        var known = await ReadAsync(path, ct);
        return new DevelopmentCredentials(
            origin.Issuer,
            new Dictionary<string, string>
            {
                ["console"] = origin.Url("/"),
                ["northwind portal"] = origin.Below("northwind") + "/",
                ["fabrikam portal"] = origin.Below("fabrikam") + "/",
            },
            new AutomationCredentials("automation", known?.Automation.ClientSecret ?? RandomToken.Create("sos_"), origin.Url("/connect/token")),
            [.. DevelopmentPeople.All.Select(person => Person(person, known?.People.FirstOrDefault(p => p.Email == person.Email)))]);
    }

    public async Task WriteAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(draft, options))
        {
            await JsonSerializer.SerializeAsync(file, this, Json, ct);
        }

        File.Move(draft, path, overwrite: true);
    }

    private static async Task<DevelopmentCredentials?> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<DevelopmentCredentials>(file, Json, ct);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null; // none yet, or somebody edited it: make new ones
        }
    }

    private static PersonCredentials Person(DevelopmentPerson person, PersonCredentials? known) => new(
        person.Email,
        known?.Password ?? RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16),
        person.IsOperator ? known?.TotpSecret ?? Totp.NewSecret() : null,
        [person.Role],
        person.TenantSlug);
}

internal sealed record AutomationCredentials(string ClientId, string ClientSecret, string TokenEndpoint);

internal sealed record PersonCredentials(
    string Email,
    string Password,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TotpSecret,
    IReadOnlyList<string> Roles,
    string? Tenant);
