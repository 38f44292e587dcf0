from . import jxc_recall_answer, jxc_recall_release
