using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using StudioOps.Http;
using StudioOps.Testing;

namespace StudioOps.Isolation.Tests;

/// <summary>One request that must be refused.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Request">Makes it.</param>
/// <param name="Status">The status owed; null for any refusal.</param>
/// <param name="MayPass">A question that may be answered: odd, and harmless.</param>
internal sealed record BadRequest(string What, Func<HttpRequestMessage> Request, int? Status = null, bool MayPass = false);

/// <summary>Bad requests made from what the OpenAPI document says of an operation.</summary>
internal static class BadInput
{
    private const string Nul = "a\0b";
    private static readonly string Long = new('x', 100_000);

    public static IEnumerable<BadRequest> Of(IRoom room, Door door, Operation operation)
    {
        var path = Requests.Path(room, door, Studios.Attacked, bySlug: true);
        var body = Requests.Body(room, door, Studios.Attacked, bySlug: true);
        var token = Requests.Token(room, door);
        return Tokens(room, door, path, body)
            .Concat(body is null ? [] : Bodies(door, path, body, operation, token))
            .Concat(Paths(room, door, body, token))
            .Concat(Queries(door, path, operation, token))
            .Concat(door.Takes<IfMatch>() ? [Stale(door, path, body, token)] : []);
    }

    private static IEnumerable<BadRequest> Tokens(IRoom room, Door door, string path, string? body)
    {
        var identity = room.Identity;
        var tokens = new Dictionary<string, string?>
        {
            ["no token"] = null,
            ["no token at all"] = "x.y.z",
            ["an expired token"] = identity.Token(token => token with { IssuedAt = token.IssuedAt.AddDays(-1), Permissions = TestIdentity.AllPermissions }),
            ["a token for another audience"] = identity.Token(token => token with { Audiences = ["elsewhere"], Permissions = TestIdentity.AllPermissions }),
            ["a token of another issuer"] = identity.Token(token => token with { Issuer = "https://elsewhere.example", Permissions = TestIdentity.AllPermissions }),
            ["a token of another key"] = new TestIdentity(TimeProvider.System).Operator(),
        };
        return tokens.Select(token => new BadRequest(token.Key, () => Sent(Requests.Of(door, path, body), token.Value), 401));
    }

    private static IEnumerable<BadRequest> Bodies(Door door, string path, string body, Operation operation, string token)
    {
        foreach (var (what, text) in new[] { ("malformed JSON", "{\"a\":"), ("an array", "[]"), ("null", "null"), ("nothing", ""), ("a number", "7"), ("a lone surrogate", "{\"\\ud800\":1}") })
        {
            yield return new BadRequest(what, () => Sent(Requests.Of(door, path, text), token));
        }

        yield return new BadRequest("text/plain", () => Sent(Requests.Of(door, path, body, "text/plain"), token), 415);
        if (door.IsOfrep)
        {
            yield break; // the context is the client's own; anything in it is allowed
        }

        yield return Changed("an unknown field", sent => sent["unheardOf"] = 1);
        foreach (var required in operation.Required)
        {
            yield return Changed($"no {required}", sent => sent.Remove(required));
        }

        foreach (var (name, value) in JsonNode.Parse(body)!.AsObject().Select(field => (field.Key, field.Value!)))
        {
            var kind = value.GetValueKind();
            yield return Changed($"{name} of another type", sent => sent[name] = kind == JsonValueKind.String ? 7 : "seven");
            yield return Changed($"{name} an object", sent => sent[name] = new JsonObject { ["a"] = 1 });
            if (kind == JsonValueKind.String)
            {
                yield return Changed($"{name} with NUL", sent => sent[name] = Nul);
                yield return Changed($"{name} very long", sent => sent[name] = Long);
            }
            else if (kind == JsonValueKind.Array)
            {
                yield return Changed($"{name} of numbers", sent => sent[name] = new JsonArray(-1, 1e300));
                yield return Changed($"{name} with NUL", sent => sent[name] = new JsonArray(Nul));
                yield return Changed($"{name} of null", sent => sent[name] = new JsonArray(null as JsonNode));
            }

            foreach (var (inner, spoilt) in Inside(value))
            {
                yield return Changed($"{name} with {inner} of another type", sent => sent[name] = spoilt);
            }
        }

        BadRequest Changed(string what, Action<JsonObject> change)
        {
            var sent = JsonNode.Parse(body)!.AsObject();
            change(sent);
            return new BadRequest(what, () => Sent(Requests.Of(door, path, sent.ToJsonString()), token));
        }
    }

    /// <summary>The value again and again, each time with one field inside it of another type; what may be any JSON is left alone.</summary>
    private static IEnumerable<(string Field, JsonNode Spoilt)> Inside(JsonNode value)
    {
        var first = value is JsonArray { Count: > 0 } list ? list[0] : value;
        foreach (var (field, inner) in first as JsonObject ?? [])
        {
            if (inner is not null && field != "value")
            {
                var spoilt = value.DeepClone();
                var holder = (spoilt is JsonArray ? spoilt[0] : spoilt)!.AsObject();
                holder[field] = inner.GetValueKind() == JsonValueKind.String ? 7 : "seven";
                yield return (field, spoilt);
            }
        }
    }

    private static IEnumerable<BadRequest> Paths(IRoom room, Door door, string? body, string token)
    {
        foreach (var key in door.Keys)
        {
            // An unknown id in an internal address is how provisioning makes things; there only what is no id is wrong.
            string[] wrong = key == "tenantId" ? ["no-id", "7"] : ["nobody-here", Guid.Empty.ToString(), "%01", "%ff", new string('x', 5000), "..%2f..%2fetc"];
            foreach (var value in wrong.Where(value => !door.IsOfrep && !(key == "role" && value == "nobody-here")))   // a name nobody used yet is how a role is made
            {
                var path = door.Path(name => name == key ? value : Requests.Fitting(room, door, name, Studios.Attacked, bySlug: true));
                yield return new BadRequest($"{key} {(value.Length > 40 ? "very long" : value)}", () => Sent(Requests.Of(door, path, body), token));
            }
        }
    }

    private static IEnumerable<BadRequest> Queries(Door door, string path, Operation operation, string token)
    {
        var bare = path.Split('?')[0];
        var wrong = operation.Query.SelectMany(parameter => (parameter.Type switch
        {
            "integer" or "number" => new[] { ("x", false), ("99999999999999999999999", false), ("%00", false) },
            "boolean" => [("perhaps", false), ("%00", false)],
            _ => parameter.Format is null ? [("%00", true), ("%ff", true), (new string('x', 5000), true)] : [("x", false), ("%00", false)],
        }).Select(value => (parameter.Name, Value: value.Item1, MayPass: value.Item2)));
        if (door.Takes<PageRequest>())
        {
            wrong = wrong.Concat(new[] { "-1", "0", "201", "99999999999999999999", "x", "1.5", "%00" }.Select(value => ("limit", value, false)))
                .Concat(new[] { "zzz", "%00", "W10", new string('x', 5000) }.Select(value => ("cursor", value, false)))
                // ["x","y"]: well formed, and no position of a list of ids. Flags are in the order of their keys, where any text is one.
                .Append(("cursor", "WyJ4IiwieSJd", door.Name == "ListFlags"))
                .Concat(new[] { "colour", "%00" }.Select(value => ("sort", value, true)));
        }

        return door.IsSafe
            ? wrong.Select(query => new BadRequest(
                $"?{query.Name}={(query.Value.Length > 40 ? "very long" : query.Value)}", () => Sent(Requests.Of(door, $"{bare}?{query.Name}={query.Value}", null), token), MayPass: query.MayPass))
            : [];
    }

    private static BadRequest Stale(Door door, string path, string? body, string token) => new("a stale ETag", () =>
    {
        var request = Sent(Requests.Of(door, path, body), token);
        request.Headers.TryAddWithoutValidation("If-Match", "\"999999\"");
        return request;
    }, 412);

    private static HttpRequestMessage Sent(HttpRequestMessage request, string? token)
    {
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
