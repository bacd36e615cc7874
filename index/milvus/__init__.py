"""A library on a Milvus server, shared by any number of machines: index.milvus.store.MilvusStore.

What is kept there, in three collections named after the library (index.milvus.schema):

* ``passages``: each passage with its vector, its terms, and who speaks in it, for search in the engine;
* ``pieces``: everything else that is made of a file, in pieces of text: its bytes, its turns, vectors of sentences;
* ``journal``: every change that was made to the library, a row each, in a total order (index.milvus.journal), or a
  snapshot of what they come to in the place of those before it.

The engine knows no transactions, and no two writers of each other. So what is kept of a transcript is written first,
under a number of its own, its version; then one row of the journal makes it visible, and with it everything that it
replaces goes, in the same moment. What the journal does not make visible is not there for any reader, and is swept
away in time. The state of the library is what all changes come to, one after the other, and is the same for everybody
(index.milvus.state). No word that somebody says or asks ever stands in a filter: these are made of numbers, and of
letters and digits that stand for terms.

MilvusStore is made of what opens a library, reads it, searches it, and changes it: ``opened``, ``reading``, ``finding``
and ``store``. Below these are ``search`` (the engine asked), ``journal`` (on ``replay`` and ``rows``), ``files``,
``writing`` (what must be there), and ``server`` on ``connection`` (the calls).
"""
