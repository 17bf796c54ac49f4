using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using StudioOps.ServiceDefaults;

namespace StudioOps.Identity.Clients;

/// <summary>What an operator decides about a client.</summary>
/// <param name="Name">What the sign-in page calls it.</param>
/// <param name="Grants">Grant types it may use.</param>
/// <param name="AuthMethods">How it shows who it is.</param>
/// <param name="RedirectUris">Where people are sent back to, each address exactly.</param>
/// <param name="SignedOutUris">Where people may be sent after they have signed out.</param>
/// <param name="BackChannelLogoutUri">Where it wants to hear that a sign-in has ended.</param>
/// <param name="Scopes">What it may ask of a person; all when left out.</param>
/// <param name="Permissions">What it may do for itself; never more than whoever grants it.</param>
/// <param name="Keys">Its public keys as a JWK set, for private_key_jwt.</param>
/// <param name="DemandsMfa">Nobody signs in to it with a password alone.</param>
/// <param name="DemandsPkce">False lets a confidential client go without PKCE; it must then send a nonce.</param>
/// <param name="DemandsPushedRequests">Authorization requests come pushed or not at all.</param>
/// <param name="DemandsDpop">Its tokens are bound to a key.</param>
/// <param name="DemandsConsent">People are asked first.</param>
/// <param name="HighSecurity">It promises the FAPI 2.0 baseline.</param>
public sealed record ClientSettings(
    [property: Required, StringLength(100, MinimumLength = 1)] string Name,
    [property: Required, NoNulls, MinLength(1), MaxLength(10)] IReadOnlyList<string> Grants,
    [property: Required, NoNulls, MinLength(1), MaxLength(4)] IReadOnlyList<string> AuthMethods,
    [property: NoNulls, MaxLength(50)] IReadOnlyList<string>? RedirectUris = null,
    [property: NoNulls, MaxLength(50)] IReadOnlyList<string>? SignedOutUris = null,
    [property: StringLength(500)] string? BackChannelLogoutUri = null,
    [property: NoNulls, MaxLength(10)] IReadOnlyList<string>? Scopes = null,
    [property: NoNulls, MaxLength(100)] IReadOnlyList<string>? Permissions = null,
    JsonElement? Keys = null,
    bool DemandsMfa = false,
    bool DemandsPkce = true,
    bool DemandsPushedRequests = false,
    bool DemandsDpop = false,
    bool DemandsConsent = true,
    bool HighSecurity = false);

/// <summary>Asks for a client.</summary>
/// <param name="ClientId">Its <c>client_id</c>: lower case letters, digits and dashes.</param>
/// <param name="Surface"><c>operator</c> or <c>portal</c>: whose people sign in, and who may be called with its tokens.</param>
/// <param name="Tenant">Slug or id of the one tenant a portal client is for.</param>
/// <param name="Settings">The rest.</param>
public sealed record CreateClientRequest(
    [property: Required, RegularExpression("^[a-z][a-z0-9-]{2,62}$")] string ClientId,
    [property: Required, StringLength(20)] string Surface,
    [property: StringLength(64)] string? Tenant,
    [property: Required] ClientSettings Settings);

/// <summary>A client's settings, whole.</summary>
public sealed record ChangeClientRequest([property: Required] ClientSettings Settings);

/// <summary>Asks for a new secret.</summary>
/// <param name="OverlapHours">For how long the old one goes on, so that it can be replaced where it is used.</param>
public sealed record RotateClientSecretRequest([property: Range(0, 168)] int OverlapHours = 24);

/// <summary>Says why a client is switched off or on.</summary>
public sealed record SwitchClientRequest([property: Required, StringLength(500, MinimumLength = 3)] string Reason);
