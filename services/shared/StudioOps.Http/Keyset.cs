using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;

namespace StudioOps.Http;

/// <summary>Order and position of a paged list, by a sort key and then the id: a page costs the same wherever it lies.</summary>
public static class Keyset
{
    /// <summary>Orders the rows, skips to behind the cursor, and takes one row more than the page holds.</summary>
    public static IQueryable<T> Paged<T, TKey>(
        this IQueryable<T> rows, PageRequest page, Expression<Func<T, TKey>> key, Expression<Func<T, Guid>> id, Func<string, TKey> parse)
    {
        var descending = page.Descending;
        if (page.Cursor is { } cursor)
        {
            rows = rows.Where(Behind(key, id, Parse(() => parse(cursor.Value)), Parse(() => Guid.Parse(cursor.Id)), descending));
        }

        var ordered = descending ? rows.OrderByDescending(key).ThenByDescending(id) : rows.OrderBy(key).ThenBy(id);
        return ordered.Take(page.Limit + 1);
    }

    /// <summary>Refuses a sort this list does not offer.</summary>
    public static BadHttpRequestException UnknownSort(string offered) => new($"sort is one of {offered}, with a leading minus for descending.");

    private static Expression<Func<T, bool>> Behind<T, TKey>(Expression<Func<T, TKey>> key, Expression<Func<T, Guid>> id, TKey value, Guid last, bool descending)
    {
        var row = key.Parameters[0];
        var rowId = new Swap(id.Parameters[0], row).Visit(id.Body);
        var (held, heldId) = (Held(value), Held(last));
        var beyond = Compare(key.Body, held, descending);
        var tie = Expression.AndAlso(Expression.Equal(key.Body, held), Compare(rowId, heldId, descending));
        return Expression.Lambda<Func<T, bool>>(Expression.OrElse(beyond, tie), row);
    }

    private static BinaryExpression Compare(Expression left, Expression right, bool descending)
    {
        if (left.Type == typeof(string))
        {
            left = Expression.Call(typeof(string), nameof(string.Compare), null, left, right);
            right = Expression.Constant(0);
        }

        return descending ? Expression.LessThan(left, right) : Expression.GreaterThan(left, right);
    }

    // A member access becomes a query parameter; a constant would give every page a plan of its own.
    private static MemberExpression Held<TValue>(TValue value) => Expression.Property(Expression.Constant(new Box<TValue>(value)), nameof(Box<TValue>.Value));

    private static TValue Parse<TValue>(Func<TValue> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            throw new BadHttpRequestException("cursor is not one that this list gave out.", e);
        }
    }

    private sealed record Box<TValue>(TValue Value);

    private sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
