"""What a Chinese name looks like, in characters and in pinyin. Tables; `flows/steps/pinyin.py` has the same.

Kept in step by a test: `db` may not import the steps, and the steps import no more of `db` than values and addresses.
"""

from __future__ import annotations

import re

HAN_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文洪樊兰殷施"
    "庄章鲁倪邢翟颜伍俞葛毕聂丛焦齐梅詹庞左涂祝凌包司柯霍阮柳纪欧解关管路耿游鲍盛单温房辛邬牟裴米申卜冉苗谷宁喻车甘尚景"
    "卓岳童佟隋饶屈鞠甄桂晏蒲边卞仇古项蔺阎骆褚娄仲宫席巫宗匡况连封岑滕曲虞储巩敖麦税代费靳祁丘舒窦符"
    "張劉陳楊黃趙吳馬鄭許鄧馮葉蘇呂盧鍾譚陸範賈韋鄒閆龍賀顧龔萬錢嚴湯喬賴蘭莊魯顏畢聶齊龐塗歐關孫羅謝韓蕭"
)
_PINYIN_SURNAMES_WORDS = (
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie "
    "han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lyu lv su lu jiang cai jia ding wei "
    "xue ye yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang "
    "mao qiu qin gu hou shao meng long wan duan lei qian yin yi chang wen qiao gong pang lan zhan ouyang "
    "sima situ zhuge shangguan xi"
)
PINYIN_SURNAMES = frozenset(_PINYIN_SURNAMES_WORDS.split())
_FINAL = r"(?:i?ang|i?ong|u?ang|eng|ing|u?an|i?an|en|in|u[ni]?|ue|ve?|uo|uai|ua|iao|ai|ao|ei|ie|iu|i|ia|ou|o|e|er|a)"
_SYLLABLE = rf"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]){_FINAL}|(?:ang?|ai|ao|eng?|er|ou?|e|a))"
PINYIN_GIVEN = re.compile(rf"{_SYLLABLE}{{1,2}}")
"""A given name has one or two syllables."""
