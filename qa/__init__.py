"""Ask what was said; get the exact words.

from qa import ask, open_library

library = open_library()
answer = ask("what did Park say about China?", library)
for citation in answer.quotes:
    print(citation.speaker, citation.quote)
"""

from qa.answer import Answer, Citation, Silence
from qa.ask import ask
from qa.library import Library, open_library
from qa.question import Question

__all__ = ["Answer", "Citation", "Library", "Question", "Silence", "ask", "open_library"]
