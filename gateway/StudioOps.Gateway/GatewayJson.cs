using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.Gateway.Bff;

namespace StudioOps.Gateway;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TenantHost[]))]
[JsonSerializable(typeof(BrowserSession))]
[JsonSerializable(typeof(LoginAttempt))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class GatewayJson : JsonSerializerContext;
