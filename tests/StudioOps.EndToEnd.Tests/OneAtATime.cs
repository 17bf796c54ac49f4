// Two whole systems at once would only measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
