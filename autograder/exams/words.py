"""Words that several exams share: what they check, and hints to the same mistakes."""

from __future__ import annotations

from autograder.exam import Text


def both(en: str, zh: str) -> Text:
    """One text in both languages."""
    return {"en": en, "zh": zh}


# ---- what is checked

DTYPES = both(
    "dtypes: integers stay integers, float32 stays float32, no fraction is cut off",
    "数据类型：整数仍是整数，float32 仍是 float32，小数部分不丢",
)
TOO_LARGE = both(
    "ValueError when the kernel is larger than the input", "核比输入大时抛出 ValueError"
)
TOO_LARGE_PADDED = both(
    "ValueError when the kernel is larger than the padded image",
    "核比填充后的图像大时抛出 ValueError",
)
BAD_STRIDE = both(
    "ValueError for a stride below 1 and a negative padding, on either axis",
    "任一轴上步幅小于 1 或填充为负时抛出 ValueError",
)
WRONG_AXES = both("ValueError for the wrong number of axes", "轴的个数不对时抛出 ValueError")

# ---- hints

STRIDE_IGNORED = both(
    "The stride makes no difference to your answer. With stride 2 the kernel leaves "
    "out every other place, and the output is about half as large.",
    "你的答案与步幅无关。步幅为 2 时，核每隔一处才停一次，输出大约小一半。",
)
PADDING_IGNORED = both(
    "The padding makes no difference to your answer. The zeros come around the image "
    "before the kernel does.",
    "你的答案与填充无关。要先在图像四周补零，再让核滑动。",
)
STRIDE_SWAPPED = both(
    "Your two strides have changed places. A pair is (height, width): the first number "
    "says how far to go down.",
    "你的两个步幅弄反了。一对数是（高，宽）：第一个数说的是向下走几格。",
)
PADDING_SWAPPED = both(
    "Your two paddings have changed places. A pair is (height, width): the first "
    "number says how many rows come above and below.",
    "你的两个填充弄反了。一对数是（高，宽）：第一个数说的是上下各补几行。",
)
FIRST_NUMBER = both(
    "You use the first number of each pair for both axes. Height and width can have a "
    "stride and a padding of their own.",
    "每一对数你只用了第一个。高和宽可以各有各的步幅和填充。",
)
TOTAL_PADDING = both(
    "You share the padding out between the two sides. In this course, as in PyTorch, "
    "the number is for each side.",
    "你把填充分给了两侧。本课程和 PyTorch 一样，这个数是每一侧的量。",
)
ONE_SIDE = both(
    "Your zeros are above and on the left only. An image has four sides.",
    "你只在上面和左面补了零。图像有四条边。",
)
CEILED = both(
    "You have one window too many: it hangs over the end, on zeros that nobody asked "
    "for. What does not suffice for a whole window is left out.",
    "你多算了一个窗口，它伸到末尾外面，碰上了没人要求补的零。剩下的放不下整个窗口，就不算。",
)
NEGATIVE_STRIDE = both(
    "With a negative stride your slices run backwards and nobody notices. A kernel "
    "that never moves on, or moves backwards, is to be refused.",
    "步幅为负时，你的切片会倒着走，却没有人发现。核原地不动或者往回走，都应当拒绝。",
)
PADDED_AFTER = both(
    "You put the zeros around the result. Padding is for the kernel: it lets it stand "
    "at the border of the image, half outside.",
    "你把零补在了结果四周。填充是为了核：让它能站到图像边上，一半在外面。",
)
NEVER_MOVES_ON = both(
    "Your output has the right size, but its windows still lie one step apart: the "
    "stride has shrunk the result and not moved the kernel. Which row does output row "
    "2 begin at?",
    "输出的大小是对的，可窗口之间仍然只隔一格：步幅只缩小了结果，没有让核走得更远。"
    "输出的第 2 行，窗口从哪一行开始？",
)
EDGE_REPEATED = both(
    "You repeat the border pixels outwards. Here the frame is made of zeros, which "
    "contribute nothing to any sum.",
    "你把边缘的像素往外复制了。这里四周补的是零，对求和没有贡献。",
)
CHECKED_TOO_EARLY = both(
    "You refuse a kernel that is larger than the image, although the padded image has "
    "room for it. Pad first, then look whether it fits.",
    "核比图像大，你就拒绝了，可填充之后其实放得下。先填充，再看放不放得下。",
)
FLIPPED = both(
    "Your kernel is turned over before it is applied. That is the convolution of mathematics; "
    "cross-correlation lays the kernel on the window as it is, its first element on the window's "
    "first. Write out one output number by hand and compare.",
    "你的核在使用前被翻转了。那是数学里的卷积；互相关是把核原样盖在窗口上，第一个元素对着窗口的"
    "第一个元素。动手把一个输出写开来，对照一下。",
)
LAST_MISSED = both(
    "Your output is one short: the last place where the kernel still fits is never visited. "
    "Count on your fingers in how many places a kernel of 2 fits into a row of 3.",
    "你的输出少了一个：核还放得下的最后一处没有算到。掰着手指数一数，"
    "长 2 的核在 3 个数里放得下几处？",
)
SAME_SIZE = both(
    "Your output is as large as the input: at the border the kernel hangs over the edge and meets "
    "zeros that nobody asked for. Here it only stands where all of it has numbers under it.",
    "你的输出和输入一样大：到了边缘，核伸到外面，碰上了没人要求补的零。这道题里，核只放在"
    "它盖住的每个位置都有数的地方。",
)
MEAN = both(
    "You average the products under the kernel. A kernel that should average brings its own "
    "factor, 1/9 for example; the operation itself only adds up.",
    "你对核盖住的乘积取了平均。想取平均的核会自己带上系数，比如 1/9；这个运算本身只做求和。",
)
JUMPING = both(
    "After each window you jump to the one beside it, as if windows could not overlap. The kernel "
    "moves one place at a time, and neighbouring windows share most of their numbers.",
    "每算完一个窗口，你就跳到与它紧挨着的下一个，好像窗口不能重叠。其实核每次只移动一格，"
    "相邻的窗口大部分是共用的。",
)
