addEventListener("DOMContentLoaded", () => {
  const articles = [...document.querySelectorAll("article")];
  const total = (name) => articles.reduce((sum, article) => sum + Number(article.dataset[name]), 0);
  document.getElementById("total").textContent = `${articles.length} article${articles.length === 1 ? "" : "s"}, ${total("paragraphs")} paragraphs, ${total("sponsored")} sponsored`;
  if (articles.length < 2) return;
  const list = document.createElement("ol");
  articles.forEach((article, index) => {
    article.id = `article-${index + 1}`;
    const link = document.createElement("a");
    link.href = `#${article.id}`;
    link.textContent = article.querySelector("h2").textContent;
    const item = document.createElement("li");
    item.append(link, ` (${article.dataset.sponsored} of ${article.dataset.paragraphs} sponsored)`);
    list.append(item);
  });
  document.getElementById("index").append(list);
});
