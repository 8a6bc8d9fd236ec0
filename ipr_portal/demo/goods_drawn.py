"""How each kind of goods looks: one function a kind, with the brand's word where it would be printed."""

from collections.abc import Callable, Mapping

from ipr_portal.demo.canvas import Canvas


def lamp(c: Canvas, brand: str) -> None:
    p = c.colours
    c.oval(300, 470, 200, 40, p.deep)
    c.box(392, 250, 16, 240, p.deep)
    c.shape([(320, 120), (480, 120), (545, 300), (255, 300)], p.main)
    c.shape([(320, 120), (350, 120), (300, 300), (255, 300)], p.light)
    c.oval(340, 292, 120, 26, p.accent)
    c.text(405, 235, brand, 26, p.wall, 6)


def mug(c: Canvas, brand: str) -> None:
    p = c.colours
    c.ring(490, 240, 150, 170, p.deep, 26)
    c.box(230, 180, 310, 310, p.main, 34)
    c.box(230, 180, 60, 310, p.light, 30)
    c.oval(230, 155, 310, 60, p.deep)
    c.oval(248, 163, 274, 44, p.accent)
    c.text(392, 345, brand, 34, p.wall, 4)


def chair(c: Canvas, brand: str) -> None:
    p = c.colours
    for leg in ([(300, 380), (262, 540)], [(500, 380), (538, 540)], [(335, 380), (322, 520)], [(465, 380), (478, 520)]):
        c.line(leg, p.deep, 14)
    c.box(286, 90, 228, 220, p.main, 44)
    c.box(312, 118, 176, 130, p.light, 30)
    c.box(262, 330, 276, 62, p.main, 28)
    c.box(390, 300, 20, 44, p.deep)
    c.text(400, 183, brand, 18, p.deep, 2)


def backpack(c: Canvas, brand: str) -> None:
    p = c.colours
    c.arc(340, 60, 120, 120, p.deep, 16, (180, 360))
    c.box(262, 110, 276, 400, p.main, 70)
    c.box(262, 110, 276, 150, p.light, 70)
    c.box(262, 226, 276, 20, p.deep)
    c.box(296, 330, 208, 150, p.deep, 26)
    c.box(310, 344, 180, 122, p.main, 20)
    c.box(372, 226, 56, 56, p.accent, 8)
    c.text(400, 405, brand, 22, p.wall, 2)


def bottle(c: Canvas, brand: str) -> None:
    p = c.colours
    c.box(362, 70, 76, 70, p.deep, 12)
    c.box(372, 130, 56, 40, p.accent)
    c.box(318, 160, 164, 350, p.main, 46)
    c.box(334, 190, 26, 290, p.light, 13)
    c.text(410, 300, brand, 19, p.wall, 1)
    c.box(376, 330, 68, 6, p.accent, 3)


def poster(c: Canvas, brand: str) -> None:
    p = c.colours
    c.box(240, 50, 320, 450, p.deep, 4)
    c.box(254, 64, 292, 422, p.light)
    c.oval(370, 110, 120, 120, p.accent)
    c.shape([(254, 380), (340, 230), (420, 350), (470, 280), (546, 380)], p.main)
    c.box(254, 380, 292, 60, p.deep)
    c.line([(300, 400), (360, 400)], p.light, 5)
    c.line([(420, 418), (500, 418)], p.light, 5)
    c.text(400, 464, brand, 18, p.deep, 3)


def headphones(c: Canvas, brand: str) -> None:
    p = c.colours
    c.arc(235, 90, 330, 380, p.deep, 30, (180, 360))
    c.box(205, 265, 100, 180, p.main, 46)
    c.box(495, 265, 100, 180, p.main, 46)
    c.box(275, 280, 44, 150, p.accent, 20)
    c.box(481, 280, 44, 150, p.accent, 20)
    c.box(222, 300, 18, 110, p.light, 9)
    c.text(400, 355, brand, 22, p.deep, 3)


def shoe(c: Canvas, brand: str) -> None:
    p = c.colours
    outline = [
        (190, 300),
        (225, 262),
        (300, 300),
        (372, 250),
        (430, 330),
        (590, 385),
        (640, 420),
        (640, 452),
        (190, 452),
    ]
    c.shape(outline, p.main)
    c.shape([(190, 300), (225, 262), (280, 292), (250, 452), (190, 452)], p.light)
    c.box(180, 444, 474, 40, p.deep, 18)
    for step in range(4):
        c.line([(352 + step * 22, 272 + step * 24), (392 + step * 26, 262 + step * 24)], p.wall, 8)
    c.text(395, 418, brand, 22, p.wall, 2)


def teapot(c: Canvas, brand: str) -> None:
    p = c.colours
    c.ring(490, 235, 160, 180, p.deep, 24)
    c.shape([(300, 300), (190, 220), (160, 238), (270, 420)], p.deep)
    c.oval(240, 200, 330, 290, p.main)
    c.oval(280, 240, 70, 190, p.light)
    c.oval(320, 186, 170, 50, p.deep)
    c.oval(386, 150, 38, 44, p.accent)
    c.text(420, 350, brand, 28, p.wall, 4)


def clock(c: Canvas, brand: str) -> None:
    p = c.colours
    c.oval(230, 110, 340, 340, p.deep)
    c.oval(252, 132, 296, 296, p.light)
    for x, y in ((400, 155), (400, 405), (275, 280), (525, 280)):
        c.oval(x - 7, y - 7, 14, 14, p.main)
    c.line([(400, 280), (400, 185)], p.deep, 9)
    c.line([(400, 280), (470, 320)], p.main, 9)
    c.oval(388, 268, 24, 24, p.accent)
    c.text(400, 360, brand, 16, p.deep, 3)


DRAWN: Mapping[str, Callable[[Canvas, str], None]] = {
    each.__name__: each for each in (lamp, mug, chair, backpack, bottle, poster, headphones, shoe, teapot, clock)
}
