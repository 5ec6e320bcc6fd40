from sortedcontainers import SortedDict, SortedKeyList, SortedList, SortedSet
import copy, pickle, random

random.seed(1)
sl = SortedList()
for _ in range(3000):
    v = random.randrange(1000)
    if sl and random.random() < 0.3:
        sl.discard(v)
    else:
        sl.add(v)
sl._check()
print(len(sl), sl[:10], sl[-5:], sl.bisect(500), sl.count(7), list(sl.irange(100, 110)), sl.index(sl[20]))
del sl[5:50:3]
sl += [3, 1, 2]
sl._check()
print(sl[:5], sl == copy.copy(sl), pickle.loads(pickle.dumps(sl)) == sl, list(sl.islice(3, 6)), (sl * 2)[:4])
for bad in (lambda: sl.remove(-1), lambda: sl[10**6], lambda: sl.append(1), lambda: SortedList([1]).index(2)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
sd = SortedDict({c: i for i, c in enumerate("qwertyuiop")})
print(sd, sd.peekitem(0), sd.popitem(), list(sd.irange("e", "q")), sd.setdefault("z", 9), sd.keys()[0], sd.values()[-1])
ss = SortedSet("hello world")
print(ss, ss & set("low"), ss | {"!"}, ss ^ set("ow"), ss[2], ss.index("l"), repr(ss))
kl = SortedKeyList("the quick brown fox jumps".split(), key=len)
print(kl, kl.bisect_key(4), list(kl.irange_key(3, 4)))
