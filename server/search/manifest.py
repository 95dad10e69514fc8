"""What the slice of search offers."""

from server.search.vocabulary import learn_words

CLOCKS = (learn_words,)
