from . import report, wizard
