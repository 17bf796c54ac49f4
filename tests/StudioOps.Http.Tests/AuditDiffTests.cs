using StudioOps.Contracts;

namespace StudioOps.Http.Tests;

public sealed class AuditDiffTests
{
    private enum Colour
    {
        Red,
        DarkBlue,
    }

    [Fact]
    public void Only_what_differs_is_told_in_the_words_of_the_api() => Assert.Equal(
        [new FieldChange("colour", "red", "darkBlue"), new FieldChange("note", null, "new"), new FieldChange("size", "1", "2")],
        AuditTrail.Diff(new { Name = "a", Colour = Colour.Red, Note = (string?)null, Size = 1 }, new { Name = "a", Colour = Colour.DarkBlue, Note = "new", Size = 2 }));

    [Fact]
    public void What_did_not_exist_has_no_before_and_what_is_gone_no_after()
    {
        Assert.Equal([new FieldChange("name", null, "a")], AuditTrail.Diff(null, new { Name = "a" }));
        Assert.Equal([new FieldChange("name", "a", null)], AuditTrail.Diff(new { Name = "a" }, null));
    }
}
