using Microsoft.AspNetCore.Identity;

namespace StudioOps.Identity.Users;

/// <summary>What a chosen password must be.</summary>
internal sealed class PasswordRules(UserManager<User> users)
{
    private const int Longest = 256;

    /// <summary>What is wrong with it, in words for the page; nothing when it will do.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(User user, string? chosen, string? again)
    {
        if (chosen is not { Length: > 0 and <= Longest } || chosen != again)
        {
            return ["The two new passwords are not the same."];
        }

        var problems = new List<string>();
        foreach (var validator in users.PasswordValidators)
        {
            problems.AddRange((await validator.ValidateAsync(users, user, chosen)).Errors.Select(e => e.Description));
        }

        return problems;
    }
}
