"""What we are held against in the same run: the naive version of ours, and bare servers that store nothing."""
