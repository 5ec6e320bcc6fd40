import networkx as nx

g = nx.karate_club_graph()
print(g, nx.density(g), nx.diameter(g), sorted(nx.degree_centrality(g).items(), key=lambda x: -x[1])[:3])
print(nx.shortest_path(g, 0, 33), nx.average_clustering(g), list(nx.connected_components(g))[0] == set(g), nx.is_bipartite(g))
print({k: round(v, 6) for k, v in list(nx.betweenness_centrality(g).items())[:5]}, nx.number_of_cliques(g, 0) if hasattr(nx, "number_of_cliques") else "")
d = nx.DiGraph([(1, 2, {"w": 3}), (2, 3, {"w": 1}), (1, 3, {"w": 10}), (3, 4)])
print(nx.dijkstra_path(d, 1, 3, weight="w"), list(nx.topological_sort(d)), nx.ancestors(d, 3), d.in_degree(3), list(nx.dfs_edges(d)), nx.to_dict_of_lists(d))
t = nx.minimum_spanning_tree(nx.grid_2d_graph(4, 4))
print(sorted(t.edges())[:5], nx.is_tree(t), nx.maximum_flow_value(nx.DiGraph([("s", "a", {"capacity": 3}), ("a", "t", {"capacity": 2})]), "s", "t"))
print(sorted(map(sorted, nx.community.greedy_modularity_communities(g)))[0][:5], nx.is_isomorphic(nx.cycle_graph(5), nx.cycle_graph(5)))
for bad in (lambda: nx.shortest_path(g, 0, 99), lambda: list(nx.topological_sort(nx.DiGraph([(1, 2), (2, 1)]))), lambda: g.remove_node(77)):
    try:
        bad()
    except nx.NetworkXException as e:
        print(type(e).__name__, e)
h = nx.Graph(g.subgraph([0, 1, 2, 3]))
h.add_weighted_edges_from([(0, 9, 1.5)])
print(h.edges(data=True), h.adj[0][9], nx.adjacency_data(h)["nodes"][:2], list(nx.generate_edgelist(h))[:2])
