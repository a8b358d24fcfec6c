"""What programs send."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StorableJSON(JSONParser):
    """JSON whose texts a database can keep: a half of a surrogate pair is valid JSON, and no text."""

    def parse(self, *arguments: Any, **options: Any) -> Any:
        data = super().parse(*arguments, **options)
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ParseError(_("There is half a sign in a text (a lone surrogate). Send whole signs.")) from None
        return data
