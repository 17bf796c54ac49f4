namespace StudioOps.Http.Tests;

public sealed class IfMatchTests
{
    [Theory]
    [InlineData("\"7\"", true)]
    [InlineData("\"6\", \"7\"", true)]
    [InlineData("*", true)]
    [InlineData("\"6\"", false)]
    [InlineData("W/\"7\"", false)]
    [InlineData("7", false)]
    public void Only_the_tag_that_was_read_lets_an_edit_through(string header, bool allowed)
    {
        Assert.Equal(allowed, new IfMatch(header).Allows(7));
        Assert.Equal(allowed ? null : 412, new IfMatch(header).Refusal(7)?.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Without_it_an_edit_that_needs_it_is_a_428(string? header) => Assert.Equal(428, new IfMatch(header).Refusal(7)?.StatusCode);
}
